/** Runs the tests of the command line against the Linux executable, alone in a folder and without an environment. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { copyFile, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { root } from "../paths.ts";
import { built } from "./built.ts";

/** Not test/faults: it breaks the program from inside, with modules that Node loads before it. */
const suites = [
  "test/export/*.test.ts",
  "test/commands/*.test.ts",
  "test/cli/**/*.test.ts",
  "test/links/links.test.ts",
  "test/report/page.test.ts",
  "test/mim/file/*.test.ts",
  "test/mim/psma/folder.test.ts",
];

const folder = await mkdtemp(join(tmpdir(), "exophotos-executable-"));
try {
  const program = join(folder, "exophotos");
  await copyFile(built("exophotos"), program);
  const child = spawn(process.execPath, ["--test", "--test-concurrency=2", "--test-timeout=240000", ...suites], {
    cwd: root,
    env: { ...process.env, EXOPHOTOS_PROGRAM: program },
    stdio: "inherit",
  });
  const [exitCode] = (await once(child, "exit")) as [number | null];
  process.exitCode = exitCode ?? 1;
} finally {
  await rm(folder, { recursive: true });
}
