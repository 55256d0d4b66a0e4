#!/usr/bin/env node
import { enableCompileCache } from "node:module";
import { start } from "./start.ts";

// Before the rest is loaded: stripping types and compiling is half of the time that a start takes.
enableCompileCache();
await start({
  pictureParts: async () => (await import("../src/renditions/parts-of-checkout.ts")).partsOfCheckout(),
  reportPage: async () => (await import("../src/report/page-source.ts")).pageOfCheckout(),
});
