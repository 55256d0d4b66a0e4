import type { CommitStep } from "../../src/publish/commit.ts";
import { publishWorld } from "./test-publisher.ts";
import { worlds } from "./worlds.ts";

/** Publishes the second world into a folder and dies of SIGKILL at a step: `node publish-child.ts OUT STEP`. */
const [out = "", fatalStep] = process.argv.slice(2);
await publishWorld(out, worlds.second, (step: CommitStep | "done") => {
  if (step === fatalStep) process.kill(process.pid, "SIGKILL");
});
