#!/usr/bin/env node
import { enableCompileCache } from "node:module";

// Before anything is loaded: stripping types and compiling is half of the time that a start takes.
enableCompileCache();
const { main } = await import("../src/main.ts");
const { boundHeapGrowth } = await import("../src/platform/heap-growth.ts");

boundHeapGrowth();
process.exitCode = await main({
  argv: process.argv.slice(2),
  env: process.env,
  cwd: process.cwd(),
  stdout: process.stdout,
  stderr: process.stderr,
  exitNow: (exitCode) => process.exit(exitCode),
});
