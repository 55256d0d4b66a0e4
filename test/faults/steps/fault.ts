import type { ReadStream } from "node:fs";
import { constants } from "node:os";
import type { DatabaseSync } from "node:sqlite";
import type { Step } from "./step.ts";

/** What a step may come to instead of what it is for. */
export const errnos = ["EIO", "ENOSPC", "EACCES", "EBUSY"] as const;
export type Errno = (typeof errnos)[number];
export const faults = ["kill", ...errnos] as const;
export type Fault = (typeof faults)[number];

/** Has a step fail as the system or SQLite would have it fail. Of a write half is done, a file is closed all the same. */
export function failWith(errno: Errno, step: Step, proceed: () => unknown): unknown {
  if (step.kind === "database") return failStatement(errno, step, proceed);
  switch (step.operation) {
    case "existsSync":
      return false;
    case "createReadStream":
      return (proceed() as ReadStream).destroy(fileError(errno, step));
    case "write":
      return step.half?.().then(() => Promise.reject(fileError(errno, step)));
    case "close":
      return Promise.resolve(proceed()).then(() => Promise.reject(fileError(errno, step)));
    case "closeSync":
      proceed();
      throw fileError(errno, step);
    default:
      throw fileError(errno, step);
  }
}

function fileError(errno: Errno, { operation, target }: Step): Error {
  const syscall = operation.replace(/Sync$/, "");
  const message = `${errno}: made to fail, ${syscall} '${target}'`;
  return Object.assign(new Error(message), { code: errno, errno: -constants.errno[errno], syscall, path: target });
}

/** Result codes of SQLite that mean the same. Source: sqlite.org/rescode.html. */
const resultCodes: Readonly<Record<Errno, number>> = { EIO: 10, ENOSPC: 13, EACCES: 8, EBUSY: 5 };

function failStatement(errno: Errno, { operation, subject }: Step, proceed: () => unknown): unknown {
  // SQLite's close says nothing of what it could not write.
  if (operation === "close") return proceed();
  const database = subject as DatabaseSync | undefined;
  // A full disk may end the transaction by itself: sqlite.org/lang_transaction.html.
  if (errno === "ENOSPC" && database?.isTransaction) database.exec("ROLLBACK");
  const problem = { code: "ERR_SQLITE_ERROR", errcode: resultCodes[errno], errstr: errno };
  throw Object.assign(new Error(`made to fail with ${errno}`), problem);
}
