import type { Names } from "../cli/explanation.ts";
import { type CheckResult, type CheckStatus, checkNames, statusOf } from "../doctor/finding.ts";
import { ExophotosError } from "../errors.ts";
import { counted, printable } from "../model/quantities.ts";
import { wordsOf } from "./doctor-words.ts";

const statusWidth = "failure".length + 2;
const nameWidth = Math.max(...checkNames.map((name) => name.length)) + 2;
const indent = " ".repeat(statusWidth + nameWidth);

/** A check as a line, its details and what to do below it. */
export function checkLines({ check, finding }: CheckResult, names: Names): readonly string[] {
  const { what, details = [], todo } = wordsOf(finding, names);
  const below = [...details, ...(todo === undefined ? [] : [`What to do: ${todo}`])];
  return [head(statusOf(finding), check, what), ...below.map((line) => `${indent}${line}`)].map(printable);
}

/** A check without anything that names somebody or something of the tenant. */
export function namelessLine(result: CheckResult): string {
  const { check, status, finding, code, reason } = namelessJson(result);
  return head(status, check, [finding, code, reason].filter((part) => part !== undefined).join(" "));
}

/** The same for a JSON document: kinds and codes from closed lists only. */
export function namelessJson({ check, finding }: CheckResult) {
  const error = "error" in finding ? finding.error : undefined;
  const facts = error?.facts;
  const reason = facts !== undefined && "reason" in facts ? facts.reason : undefined;
  return { check, status: statusOf(finding), finding: finding.kind, code: error?.code, reason };
}

/** A check with its words and its facts for a JSON document. */
export function checkJson({ check, finding }: CheckResult, names: Names) {
  const { what, todo } = wordsOf(finding, names);
  const { kind, ...facts } = finding;
  return { check, status: statusOf(finding), finding: kind, what, todo, facts: withErrorAsData(facts) };
}

/** How many checks came to what. */
export function lastLine(results: readonly CheckResult[], isNameless: boolean): string {
  const count = (status: CheckStatus) => results.filter(({ finding }) => statusOf(finding) === status).length;
  const parts = [
    `${count("ok")} ok`,
    ...some(count("warning"), "warning", "warnings"),
    ...some(count("failure"), "failure", "failures"),
    ...some(count("skipped"), "skipped", "skipped"),
  ];
  const hint = isNameless ? " Nothing above names anybody; without --facts each check says more." : "";
  return `${counted(results.length, "check", "checks")}: ${parts.join(", ")}.${hint}`;
}

function some(count: number, one: string, many: string): string[] {
  return count === 0 ? [] : [counted(count, one, many)];
}

function head(status: CheckStatus, check: string, what: string): string {
  return `${status.padEnd(statusWidth)}${check.padEnd(nameWidth)}${what}`;
}

function withErrorAsData(facts: object): object {
  return Object.fromEntries(
    Object.entries(facts).map(([name, value]) => [
      name,
      value instanceof ExophotosError ? { code: value.code, facts: value.facts } : value,
    ]),
  );
}
