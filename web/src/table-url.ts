// The addresses of the phone tables: one file with all, and one for each calling code.

export const allTables = (): URL => new URL("./phone/all.bin", import.meta.url);

// A bundler keeps only the file with all tables, and renames it.
const FOLDER = /\/phone-[0-9A-F]{8}\/all\.bin$/;

/**
 * Returns the URL of the file with the tables of some calling codes, in
 * ascending order, or of the file with all tables in a bundle. A file with
 * several is built for each form that preloads them: see preloaded in
 * build.mjs.
 */
export function tableURL(...codes: number[]): URL {
  const all = allTables();
  return FOLDER.test(all.pathname) ? new URL(`${codes.join("-")}.bin`, all) : all;
}
