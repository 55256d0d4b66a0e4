import assert from "node:assert/strict";
import type { CommandEnd } from "../running/command.ts";
import { runHere } from "../running/here.ts";
import type { World } from "../running/world.ts";

/** A check of `doctor --json`. */
export interface ReportedCheck {
  readonly check: string;
  readonly status: "ok" | "warning" | "failure" | "skipped";
  readonly finding: string;
  readonly what: string;
  readonly todo?: string;
  readonly facts: Readonly<Record<string, unknown>>;
}

export interface Report {
  readonly end: CommandEnd;
  check(name: string): ReportedCheck;
  /** The names of the checks with a status, in their order. */
  withStatus(status: ReportedCheck["status"]): readonly string[];
}

/** `exophotos doctor --json` against a world; fails where it says a secret, or no sentence, or nothing to do. */
export async function doctor(
  world: World,
  args: readonly string[] = [],
  options: { readonly access?: readonly string[]; readonly env?: Readonly<Record<string, string>> } = {},
): Promise<Report> {
  const { access = [...world.access, "--out", world.out], env = {} } = options;
  const end = await runHere(["doctor", ...access, "--json", ...args], { env });
  return readReport(world, end);
}

export function readReport({ tenant }: Pick<World, "tenant">, end: CommandEnd): Report {
  for (const secret of [...tenant.secrets(), "eyJ0eXAi"]) {
    assert.ok(!`${end.stdout}${end.stderr}`.includes(secret), "a secret was said");
  }
  const { checks, exitCode } = JSON.parse(end.stdout) as {
    readonly checks: readonly ReportedCheck[];
    readonly exitCode: number;
  };
  assert.equal(end.exitCode, exitCode);
  assert.equal(end.stderr, "");
  for (const { what, todo, status } of checks) {
    assert.match(what, /\.$/);
    if (status === "failure" || status === "warning") assert.ok(todo, what);
  }
  return {
    end,
    check: (name) => {
      const found = checks.find(({ check }) => check === name);
      assert.ok(found, `${name} is no check of ${checks.map(({ check }) => check).join(", ")}`);
      return found;
    },
    withStatus: (status) => checks.filter((check) => check.status === status).map(({ check }) => check),
  };
}

/** Access without the flags named, each with its value. */
export function without({ access, out }: World, ...flags: readonly string[]): readonly string[] {
  const all = [...access, "--out", out];
  return all.filter((word, at) => !flags.includes(word) && !flags.includes(all[at - 1] ?? ""));
}
