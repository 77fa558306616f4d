import { StrictMode, useEffect, useRef, useState } from "react";
import "thoughtly-form";
import "thoughtly-form/thoughtly-form.css";
import "thoughtly-form/themes/paper.css";

// The element's content is not React's: without the empty markup, hydration
// replaces a form that was drawn before it.
const foreign = { dangerouslySetInnerHTML: { __html: "" }, suppressHydrationWarning: true };

function ByRef({ endpoint }) {
  const ref = useRef(null);
  useEffect(() => {
    ref.current.endpoint = endpoint;
    ref.current.form = "contact";
  }, [endpoint]);
  return <thoughtly-form ref={ref} {...foreign} />;
}

export function App({ endpoint, by }) {
  const [count, setCount] = useState(0);
  return (
    <StrictMode>
      <button id="again" onClick={() => setCount(count + 1)}>
        Rendered again {count} times
      </button>
      {by === "ref" ? (
        <ByRef endpoint={endpoint} />
      ) : (
        <thoughtly-form form="contact" endpoint={endpoint} attribution="last" {...foreign} />
      )}
    </StrictMode>
  );
}
