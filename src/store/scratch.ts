import { Database } from "./database.ts";

/** Nothing in it is worth a flush, and a sort may take 8 MB before it goes to the disk. */
const pragmas = `
  PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -8192; PRAGMA temp_store = FILE;`;

/**
 * Opens a temporary file with these tables, to join in it what is not to be in memory; it is gone once it is closed.
 * Throws `outputFailed`, as all of it does, where the folder for temporary files cannot be used.
 */
export function openScratch(schema: string): Database {
  const database = new Database("", "readWrite", "a temporary file");
  database.execute(pragmas + schema);
  return database;
}
