// Where the phone tables lie: all in one file, and each calling code's beside it.

export const allTables = (): URL => new URL("./phone/all.bin", import.meta.url);

// A bundler keeps only the file of all tables, and gives it another name.
const FOLDER = /\/phone-[0-9A-F]{8}\/all\.bin$/;

/** The file with a calling code's table: its own, or that of all tables in a bundle. */
export function tableURL(code: number): URL {
  const all = allTables();
  return FOLDER.test(all.pathname) ? new URL(`${code}.bin`, all) : all;
}
