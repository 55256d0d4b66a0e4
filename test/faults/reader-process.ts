import { setImmediate } from "node:timers/promises";
import { ManifestReader, readerOf } from "./manifest-reader.ts";

/**
 * Opens manifest.csv all the time: `node reader-process.ts OUT`. Ends with its standard input; then it looks once more
 * for the files of every manifest that it has ever seen, and writes what it found as JSON.
 */
const reader = new ManifestReader(readerOf(process.argv[2] ?? ""));
let looks = 0;
let ended = false;
process.stdin.on("end", () => {
  ended = true;
});
process.stdin.resume();
while (!ended && reader.violations.length < 20) {
  reader.look();
  looks += 1;
  await setImmediate();
}
reader.look();
reader.lookBack();
const { manifests, violations } = reader;
process.stdout.write(JSON.stringify({ looks, manifests, violations }));
