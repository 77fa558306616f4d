// Where the phone tables lie: all in one file, and each calling code's beside it.

export const allTables = (): URL => new URL("./phone/all.bin", import.meta.url);

export const tableURL = (code: number): URL => new URL(`${code}.bin`, allTables());
