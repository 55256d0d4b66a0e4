import fs from "node:fs/promises";
import { syncBuiltinESMExports } from "node:module";

/**
 * Goes before the real command (`--import`): the file HELD_FILE cannot be replaced, as on Windows where somebody has it
 * open. Each try appends a line to HELD_LOG.
 */
const { HELD_FILE, HELD_LOG = "" } = process.env;

const { rename, appendFile } = fs;
fs.rename = async (from, to) => {
  if (to !== HELD_FILE) return await rename(from, to);
  await appendFile(HELD_LOG, "refused\n");
  throw Object.assign(new Error("held"), { code: "EBUSY" });
};
syncBuiltinESMExports();
