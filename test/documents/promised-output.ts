import assert from "node:assert/strict";
import type { CommandEnd } from "../running/command.ts";
import type { Call } from "./calls.ts";

/** What a page says that a command prints. */
interface Promised {
  readonly page: string;
  /** How the command begins, `…` for any word; the first one that fits counts. */
  readonly command: string;
  readonly says: RegExp;
}

const demo = /^Photos +\S+\nManifest +\S+\n\nIts first rows:\n/;

const promised: readonly Promised[] = [
  { page: "README.md", command: "demo", says: demo },
  { page: "quick-start.md", command: "--version", says: /^\d+\.\d+\.\d+\n$/ },
  { page: "quick-start.md", command: "demo", says: demo },
  { page: "quick-start.md", command: "doctor", says: /^ok +settings/m },
  { page: "quick-start.md", command: "export … … --dry-run --filter", says: /^\+ .*anna@contoso\.com.* photo$/m },
  { page: "quick-start.md", command: "export … … --dry-run", says: /^\+ .* photo$/m },
  { page: "quick-start.md", command: "export", says: /Done: \d+ rows in/ },
  { page: "quick-start.md", command: "verify", says: /everything is as manifest\.csv says/ },
  { page: "quick-start.md", command: "explain", says: /^Answer +the photo was downloaded$/m },
  { page: "app-registration.md", command: "login", says: /admin@.*ProfilePhoto\.Read/s },
  { page: "manifest.md", command: "changes … --since 0", says: /^sequence,changeType,reason,objectId/ },
  { page: "mim-psma.md", command: "mim psma", says: /Schema\.ps1.*Import\.ps1.*Start-PhotoImport\.ps1.*README\.txt/s },
  { page: "push.md", command: "push … … --from", says: /1 sent/ },
  { page: "renditions.md", command: "render", says: /96x96 .* quality \d+ .*-thumbnail\.jpg\n.*-badge\.jpg\n/ },
  { page: "task-scheduler.md", command: "schedule … … --daily", says: /Register-ScheduledTask -TaskName 'exophotos'/ },
  { page: "task-scheduler.md", command: "schedule … … --systemd", says: /systemctl enable --now exophotos\.timer/ },
];

/** Fails where a call did not print what its page says. */
export function assertPromised(call: Call, { stdout, stderr }: CommandEnd): void {
  const found = promised.find((one) => isOf(call, one));
  if (found !== undefined) assert.match(`${stdout}${stderr}`, found.says, call.shown);
}

/** Fails where a page has no such command any more. */
export function assertAllShown(calls: readonly Call[]): void {
  assert.deepEqual(
    promised.filter((one) => !calls.some((call) => isOf(call, one))),
    [],
  );
}

function isOf({ page, words }: Call, { page: name, command }: Promised): boolean {
  return name === page.name && command.split(" ").every((word, index) => word === "…" || word === words[index]);
}
