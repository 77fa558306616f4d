// Counts the form's events, as a tag manager would, and plots them. The counts
// are kept in this browser.
const STEPS = ["view", "start", "submit", "created", "queued"];
const counts = JSON.parse(localStorage.getItem("funnel") ?? "{}");

for (const step of [...STEPS, "field-error"]) {
  document.addEventListener(`thoughtly-form:${step}`, ({ detail }) => {
    const key = step === "field-error" ? `${detail.field}: ${detail.code}` : step;
    counts[key] = (counts[key] ?? 0) + 1;
    localStorage.setItem("funnel", JSON.stringify(counts));
    draw();
  });
}

function draw() {
  const most = Math.max(1, ...STEPS.map((step) => counts[step] ?? 0));
  document.querySelector("#plot").replaceChildren(
    ...STEPS.flatMap((step, i) => {
      const count = counts[step] ?? 0;
      const y = 10 + i * 42;
      return [
        svg("rect", { x: 100, y, width: (400 * count) / most, height: 30, fill: "#2563eb", rx: 4 }),
        svg("text", { x: 90, y: y + 20, "text-anchor": "end", fill: "currentColor" }, step),
        svg("text", { x: 108 + (400 * count) / most, y: y + 20, fill: "currentColor" }, count),
      ];
    }),
  );
  const table = document.querySelector("#table");
  for (const row of [...table.rows]) row.remove();
  for (const step of STEPS) {
    const row = table.insertRow();
    const head = document.createElement("th");
    head.scope = "row";
    head.textContent = step;
    row.append(head);
    row.insertCell().textContent = counts[step] ?? 0;
  }
  document.querySelector("#errors").replaceChildren(
    ...Object.entries(counts)
      .filter(([key]) => key.includes(":"))
      .map(([key, count]) => {
        const item = document.createElement("li");
        item.textContent = `${key}: ${count}`;
        return item;
      }),
  );
}

function svg(tag, attributes, text = "") {
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.textContent = text;
  return element;
}

draw();
