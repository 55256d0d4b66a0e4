import { grouped } from "../model/quantities.ts";
import { escaped } from "../platform/html-text.ts";
import { failureWords } from "./failure-words.ts";

export interface FailureCount {
  readonly reason: string;
  readonly people: number;
  /** What came with one of them: status, code, message. */
  readonly detail: string;
}

/** Who failed, by reason, with what to do. */
export function failuresSection(failures: readonly FailureCount[], failed: number): string {
  return `<section id="failures" aria-labelledby="failures-title">
<h2 id="failures-title">Failures <span class="count">${grouped(failed)}</span></h2>
${failures.length === 0 ? `<p class="empty">${failed === 0 ? "Nobody failed." : "Their reasons are in last-run.json; the state of the export does not have them."}</p>` : table(failures)}
</section>
`;
}

function table(failures: readonly FailureCount[]): string {
  return `<table>
<thead><tr><th scope="col">Reason</th><th scope="col" class="number">People</th><th scope="col">What to do</th></tr></thead>
<tbody>
${failures.map(row).join("\n")}
</tbody>
</table>
<p class="more"><button type="button" data-show="failed">Show who they are</button></p>`;
}

function row({ reason, people, detail }: FailureCount): string {
  const { what, todo } = failureWords(reason);
  const more = detail === "" ? "" : `<br><span class="note">${escaped(detail)}</span>`;
  return `<tr><th scope="row">${escaped(what)}${more}</th><td class="number">${grouped(people)}</td><td>${escaped(todo)}</td></tr>`;
}
