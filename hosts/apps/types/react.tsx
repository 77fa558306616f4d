// Compiled, not run: the element in JSX.
import type { ThoughtlyForm } from "thoughtly-form";
import type {} from "thoughtly-form/react";
import { useRef } from "react";

export function LeadForm() {
  const ref = useRef<ThoughtlyForm>(null);
  const again = () => void ref.current?.reset();
  return (
    <thoughtly-form
      ref={ref}
      form="contact"
      endpoint="https://forms.example.com"
      locale="de"
      attribution="none"
      keep="session"
      preload="idle"
      data-layer="dataLayer"
      className="lead"
      onDoubleClick={again}
      dangerouslySetInnerHTML={{ __html: "" }}
      suppressHydrationWarning
    />
  );
}

// @ts-expect-error: there is no such attribution.
export const wrong = <thoughtly-form attribution="once" />;
