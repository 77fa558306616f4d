import Link from "next/link";

export default async function Page({ searchParams }) {
  const { endpoint } = await searchParams;
  return (
    <main>
      <h1>The other page</h1>
      <Link href={{ pathname: "/", query: { endpoint } }}>To the form</Link>
    </main>
  );
}
