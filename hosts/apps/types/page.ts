// Compiled, not run: what an application writes has types.
import "thoughtly-form/thoughtly-form.css";
import "thoughtly-form/themes/bold.css";
import { ThoughtlyForm } from "thoughtly-form";
import { load } from "thoughtly-form/validator";

const element = document.querySelector("thoughtly-form");
if (element instanceof ThoughtlyForm) {
  element.endpoint = "https://forms.example.com";
  const id: string = element.form;
  element.addEventListener("thoughtly-form:created", (event) => {
    const submission: string = event.detail.submission_id;
    console.log(id, submission);
  });
  element.submit();
}

export async function check(number: string): Promise<string> {
  const rules = await load();
  const { valid, e164 } = rules.phone(number, "US");
  return valid ? e164 : "";
}

// @ts-expect-error: there is no such entry.
import "thoughtly-form/dist/thoughtly-form.js";
