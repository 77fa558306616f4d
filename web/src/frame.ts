// Runs on the hosted page inside a frame (/f/{id}?embed). It posts the height of
// the form and the outcome of a submission to the framing page. The page's
// frame-ancestors policy restricts who may frame it, so the messages may go to
// any parent; they hold nothing that the visitor typed.

const form = document.querySelector("thoughtly-form")?.getAttribute("form");

function tell(type: string, more: object = {}): void {
  parent.postMessage({ type, form, ...more }, "*");
}

// The root's height is that of its content, since hosted.css sets none.
const observer = new ResizeObserver(() =>
  tell("thoughtly-form:height", {
    height: Math.ceil(document.documentElement.getBoundingClientRect().height),
  }),
);
observer.observe(document.documentElement);

for (const name of ["thoughtly-form:created", "thoughtly-form:queued"])
  addEventListener(name, () => tell(name));
