// React 19 sets attributes and listens to events of custom elements as they are named.
import { StrictMode, useEffect, useRef, useState } from "react";
import { createRoot } from "react-dom/client";

function CallMe() {
  const form = useRef(null);
  const [state, setState] = useState("nothing sent");
  useEffect(() => {
    const element = form.current;
    const created = () => setState("created");
    element.addEventListener("thoughtly-form:created", created);
    return () => element.removeEventListener("thoughtly-form:created", created);
  }, []);
  return (
    <>
      <thoughtly-form ref={form} form="contact" />
      <p id="state">{state}</p>
    </>
  );
}

createRoot(document.querySelector("#app")).render(
  <StrictMode>
    <CallMe />
  </StrictMode>,
);
