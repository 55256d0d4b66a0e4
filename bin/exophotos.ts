#!/usr/bin/env node
import { enableCompileCache } from "node:module";
import { boundHeapGrowth } from "../src/platform/heap-growth.ts";
import { widenThreadPool } from "../src/platform/thread-pool.ts";

widenThreadPool(process.env);
boundHeapGrowth();
// Before the rest is loaded: stripping types and compiling is half of the time that a start takes.
enableCompileCache();
const { main } = await import("../src/main.ts");

process.exitCode = await main({
  argv: process.argv.slice(2),
  env: process.env,
  cwd: process.cwd(),
  stdout: process.stdout,
  stderr: process.stderr,
  exitNow: (exitCode) => process.exit(exitCode),
});
