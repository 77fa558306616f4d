// A typical form with intl-tel-input and zod: the fields of the demo form,
// validated when they are left and when the form is sent.
import intlTelInput from "intl-tel-input";
import { z } from "zod";

const form = document.querySelector("form");
const phone = form.elements.phone_number;
const widget = intlTelInput(phone, {
  initialCountry: "us",
  loadUtils: () => import("intl-tel-input/utils"),
});
const schema = z.object({
  name: z.string().max(200).optional(),
  phone_number: z.string().refine(() => widget.isValidNumber(), "This is not a phone number."),
  email: z.union([z.literal(""), z.email().max(254)]),
  consent: z.literal("on", "Consent is needed."),
  tags: z.array(z.string()).max(20).optional(),
  attributes: z.record(z.string(), z.string().max(500)).optional(),
});

async function judge(name) {
  await widget.promise; // the rules
  const { error } = schema.safeParse(Object.fromEntries(new FormData(form)));
  for (const control of form.elements) {
    if (!control.name || (name && control.name !== name)) continue;
    const issue = error?.issues.find(({ path }) => path[0] === control.name);
    if (!issue) control.removeAttribute("aria-invalid");
    else control.setAttribute("aria-invalid", "true");
    const place = document.getElementById(`${control.name}-error`);
    if (place) place.textContent = issue?.message ?? "";
  }
  return !error;
}

for (const control of form.elements) {
  control.addEventListener("blur", () => control.value && judge(control.name));
}
form.addEventListener("submit", async (event) => {
  event.preventDefault();
  if (await judge()) form.submit();
});
// What was typed before this script ran.
for (const control of form.elements) if (control.name && control.value) judge(control.name);
