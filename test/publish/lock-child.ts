import { acquireLock } from "../../src/publish/lock.ts";

/** Takes the lock of a folder, says so and keeps it until it is killed: `node lock-child.ts OUT`. */
const lock = acquireLock(process.argv[2] ?? "");
process.stdout.write("locked\n");
// A lock that nothing refers to goes with the garbage.
setInterval(() => void lock, 60_000);
