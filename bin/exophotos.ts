#!/usr/bin/env node
import { main } from "../src/main.ts";
import { boundYoungGeneration } from "../src/platform/young-generation.ts";

boundYoungGeneration();
process.exitCode = await main({
  argv: process.argv.slice(2),
  env: process.env,
  cwd: process.cwd(),
  stdout: process.stdout,
  stderr: process.stderr,
  exitNow: (exitCode) => process.exit(exitCode),
});
