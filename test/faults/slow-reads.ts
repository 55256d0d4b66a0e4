import fs from "node:fs/promises";
import { syncBuiltinESMExports } from "node:module";
import { setTimeout as delay } from "node:timers/promises";

/** Preloaded, it has every file take its time to be read. */
const { readFile } = fs;
fs.readFile = (async (...words: Parameters<typeof readFile>) => {
  await delay(100);
  return readFile(...words);
}) as typeof readFile;
syncBuiltinESMExports();
