// The addresses of the phone tables: one file with all, and one for each calling code.

export const allTables = (): URL => new URL("./phone/all.bin", import.meta.url);

// A bundler keeps only the file with all tables, and renames it.
const FOLDER = /\/phone-[0-9A-F]{8}\/all\.bin$/;

/** Returns the file with a calling code's table: its own, or in a bundle the one with all. */
export function tableURL(code: number): URL {
  const all = allTables();
  return FOLDER.test(all.pathname) ? new URL(`${code}.bin`, all) : all;
}
