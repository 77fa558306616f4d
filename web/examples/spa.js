const here = document.querySelector("#here");
const there = document.querySelector("#there");
let form = document.querySelector("thoughtly-form");

document.querySelector("#move").addEventListener("click", () => {
  (form.parentElement === here ? there : here).append(form);
});
document.querySelector("#toggle").addEventListener("click", () => {
  if (form.isConnected) form.remove();
  else here.append(form);
});
document.querySelector("#again").addEventListener("click", () => {
  form.remove();
  form = document.createElement("thoughtly-form");
  form.setAttribute("form", "contact");
  here.append(form);
});
