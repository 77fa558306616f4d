const log = document.querySelector("#log");
for (const name of ["ready", "invalid", "submit", "created", "queued", "error"]) {
  document.addEventListener(`thoughtly-form:${name}`, (event) => {
    const item = document.createElement("li");
    item.textContent = `${event.type} ${JSON.stringify(event.detail)}`;
    log.append(item);
  });
}
