/** What the executable runs: the bundle's entry. */
import { inSources, workerProgram } from "exophotos:launcher";
import { start } from "../bin/start.ts";

void start({
  inSources,
  pictureParts: async () => (await import("./parts-of-executable.ts")).partsOfExecutable(workerProgram()),
  reportPage: async () => (await import("./page-of-executable.ts")).pageOfExecutable(),
});
