// Reads the form's custom properties into the knobs, and the knobs into a
// style sheet. Nothing but the properties is set on the form.

const form = document.querySelector("thoughtly-form");
const theme = document.createElement("link");
theme.rel = "stylesheet";
const file = document.querySelector("#file");
const css = document.querySelector("#css");
const knobs = [...document.querySelectorAll("#knobs [id^='--tf-']")];
let changed = new Map();

// A canvas turns any colour into the #rrggbb that a colour input takes.
const brush = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
function hex(colour) {
  const probe = document.createElement("span");
  probe.style.color = colour;
  form.append(probe);
  brush.fillStyle = getComputedStyle(probe).color;
  probe.remove();
  return brush.fillStyle;
}

function read() {
  const style = getComputedStyle(form);
  for (const knob of knobs) {
    const value = style.getPropertyValue(knob.id).trim();
    if (knob.type === "color") knob.value = hex(value);
    else if (knob.type === "range") knob.value = Number.parseFloat(value) || 1;
    else knob.value = [...knob.options].find((o) => o.value === value)?.value ?? "inherit";
  }
  write();
}

function write() {
  const lines = [...changed].map(([name, value]) => `  ${name}: ${value};`);
  const link = file.value && `@import "/widget/themes/${file.value}.css";\n`;
  css.value = link + (lines.length ? `thoughtly-form {\n${lines.join("\n")}\n}\n` : "");
  const style = getComputedStyle(form);
  const ratio = contrast(
    hex(style.getPropertyValue("--tf-accent")),
    hex(style.getPropertyValue("--tf-on-accent")),
  );
  const enough = ratio >= 4.5 ? "enough" : "too little, 4.5 is needed";
  document.querySelector("#contrast").textContent =
    `Contrast of the button: ${ratio.toFixed(1)}, ${enough}`;
}

// WCAG 2.2, relative luminance and contrast ratio.
function contrast(a, b) {
  const [dark, light] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (light + 0.05) / (dark + 0.05);
}

function luminance(colour) {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const c = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

for (const knob of knobs) {
  knob.addEventListener("input", () => {
    const value = knob.value + (knob.dataset.unit ?? "");
    changed.set(knob.id, value);
    form.style.setProperty(knob.id, value);
    write();
  });
}

file.addEventListener("change", () => {
  for (const name of changed.keys()) form.style.removeProperty(name);
  changed = new Map();
  document.querySelector("#stage").dataset.theme = file.value;
  theme.remove();
  if (!file.value) return read();
  theme.href = `/widget/themes/${file.value}.css`;
  theme.onload = read;
  document.head.append(theme);
});

document.querySelector("#copy").addEventListener("click", async () => {
  await navigator.clipboard.writeText(css.value);
  document.querySelector("#copied").textContent = "Copied";
});

form.addEventListener("thoughtly-form:ready", read);
