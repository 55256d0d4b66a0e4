/** Has one picture made, says so, and leaves the pool open. */
import { createPicturePool } from "../../src/renditions/pool.ts";
import { standInParts } from "./stand-in-parts.ts";
import { wishes } from "./wishes.ts";

const pool = createPicturePool(standInParts(), { workers: 1 });
const { kind } = await pool.carryOut(Uint8Array.of(wishes.make), { make: "jpeg" });
process.stdout.write(`${kind}\n`);
