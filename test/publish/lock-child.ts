import { acquireLock } from "../../src/publish/lock.ts";

/** Takes the lock of a folder, says so and keeps it until it is killed: `node lock-child.ts OUT`. */
acquireLock(process.argv[2] ?? "");
process.stdout.write("locked\n");
setInterval(() => undefined, 60_000);
