import Link from "next/link";
import { LeadForm } from "./lead-form.jsx";

export default async function Page({ searchParams }) {
  const { endpoint } = await searchParams;
  return (
    <main>
      <h1>Server rendered</h1>
      <LeadForm endpoint={endpoint} />
      <Link href={{ pathname: "/second", query: { endpoint } }}>Other page</Link>
    </main>
  );
}
