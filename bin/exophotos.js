#!/usr/bin/env node
// JavaScript, and before the rest is loaded: where everything is in the cache, Node then needs neither to strip types nor to
// compile, which would be half of the time that a start takes.
import { enableCompileCache } from "node:module";

enableCompileCache();
await import("./from-sources.ts");
