import { createHash } from "node:crypto";
import type { LastRun } from "../manifest/last-run-json.ts";
import { counted, grouped } from "../model/quantities.ts";
import { escaped } from "../platform/html-text.ts";
import { timeWords } from "./dates.ts";
import type { PageSource } from "./page-source.ts";

/** Everything before the first section. The page may run its own script, have its own style, and show data URIs: no more. */
export function pageStart({ script, style }: PageSource, lastRun: LastRun, attention: readonly string[]): string {
  const policy = `default-src 'none'; script-src ${hashOf(script)}; style-src ${hashOf(style)}; img-src data:; base-uri 'none'; form-action 'none'`;
  const { pass, tenantId, startedAt, version } = lastRun;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<meta name="robots" content="noindex">
<title>Photo report, pass ${pass}</title>
<style>${style}</style>
</head>
<body>
<header>
<h1>Photo report</h1>
<p class="result ${lastRun.exitCode === 0 ? "good" : "bad"}">${resultWords[lastRun.result]} <span class="exit">(exit ${lastRun.exitCode})</span></p>
<p class="about">Pass ${grouped(pass)} of ${timeWords(startedAt)}, tenant ${escaped(tenantId)}, exophotos ${escaped(version)}</p>
<nav aria-label="Sections"><a href="#changes">Changes</a> <a href="#without">Without a photo</a> <a href="#failures">Failures</a> <a href="#everybody">Everybody</a></nav>
</header>
<main>
${attentionBox([...attention, ...remarks(lastRun)])}`;
}

/** The end of the page, with the script that fills it. */
export function pageEnd({ script }: PageSource, pictures: { readonly people: number; readonly left: boolean }): string {
  const whose = counted(pictures.people, "person", "people");
  const room = pictures.left
    ? `It has small pictures of ${whose}, those whose photo changed first; there is no room for more, and the others are shown by name.`
    : `It has small pictures of ${whose}.`;
  return `</main>
<footer>
<p>This page holds faces and names. It needs no network and sends nothing. ${room}</p>
<p>It stays as it is: a photo that is removed later is still in it. Delete the page when you no longer need it.</p>
</footer>
<script>${script}</script>
</body>
</html>
`;
}

const resultWords: Readonly<Record<LastRun["result"], string>> = {
  published: "Published",
  publishedWithFailures: "Published, not for everybody",
  dryRun: "Dry run",
  stoppedByGuard: "Stopped by a guard, nothing published",
  failed: "Failed, nothing published",
  interrupted: "Interrupted, nothing published",
};

function remarks({ deadlineReached, listingEnded, people, result }: LastRun): string[] {
  const isPublished = result === "published" || result === "publishedWithFailures";
  return [
    ...(deadlineReached
      ? [`The deadline came first: ${grouped(people.notAsked)} people were not asked; the next pass goes on with them.`]
      : []),
    ...(isPublished && !listingEnded ? ["The listing did not reach its end, so nobody was removed."] : []),
  ];
}

function attentionBox(sentences: readonly string[]): string {
  if (sentences.length === 0) return "";
  return `<section class="attention" aria-label="What needs attention">\n${sentences.map((sentence) => `<p>${escaped(sentence)}</p>`).join("\n")}\n</section>\n`;
}

function hashOf(text: string): string {
  return `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
}
