"use client";
import { useEffect, useState } from "react";

export function LeadForm({ endpoint }) {
  const [count, setCount] = useState(0);
  useEffect(() => void import("thoughtly-form"), []);
  return (
    <>
      <button id="again" onClick={() => setCount(count + 1)}>
        Rendered again {count} times
      </button>
      <thoughtly-form form="contact" endpoint={endpoint} />
    </>
  );
}
