import { readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Page } from "playwright-core";
import { drawGallery } from "../../../src/simulator/drawing/gallery.ts";
import { openFile } from "../../report/browser.ts";
import { makeExport } from "../../report/made-export.ts";
import { runCommand } from "../../running/command.ts";
import type { BenchResult, Figure } from "../result.ts";
import { medianOf } from "../result.ts";
import type { Scratch } from "../scratch.ts";

const people = 100_000;
/** Whether memory grows with the tenant. */
const manyPeople = 1_000_000;
const boundBytes = 300e6;
/** More than 20 MB of small pictures come from. */
const photoFiles = 10_000;
const boundMs = 200;
const rounds = 5;
const usageAtExit = pathToFileURL(join(import.meta.dirname, "../usage-at-exit.ts")).href;

/** What a reader does with the list, as the page's own script. */
const actions: readonly { readonly what: string; readonly act: string }[] = [
  ...["p", "person1", "engineering 999", "nobody has this", ""].map((text) => ({
    what: `search «${text}»`,
    act: `search.value = ${JSON.stringify(text)}; search.dispatchEvent(new Event("input"))`,
  })),
  ...["changed", "without", "failed", "all"].map((kind) => ({
    what: `show ${kind}`,
    act: `show.value = "${kind}"; show.dispatchEvent(new Event("change"))`,
  })),
  ...["2", ""].map((value) => ({
    what: value === "" ? "all departments" : "one department",
    act: `group.value = "${value}"; group.dispatchEvent(new Event("change"))`,
  })),
  ...["group", "state", "pixels", "bytes", "day", "name"].flatMap((column) =>
    ["", ", descending"].map((order) => ({
      what: `sort by ${column}${order}`,
      act: `document.querySelector('[data-sort="${column}"]').click()`,
    })),
  ),
];

/**
 * A report of 100,000 people with as many small pictures as it has room for: what it takes to make it, and how long each
 * search, filter and sort and each step of scrolling takes in the browser, until it is drawn, by the browser's own clock.
 */
export async function benchReportPage(scratch: Scratch): Promise<BenchResult> {
  const folder = await scratch.newFolder();
  const out = join(folder, "out");
  const photo = join(folder, "photo.jpg");
  const [portrait] = (await drawGallery(1, "realistic")).portraits;
  if (portrait === undefined) throw new Error("no portrait is drawn");
  await writeFile(photo, Buffer.concat([portrait.largest.start, portrait.largest.body]));
  await makeExport(out, { people, photoEvery: 2, photo: { path: photo, files: photoFiles } });
  const made = await makeReport(out, join(folder, "usage.json"));
  await using opened = await openFile(join(out, "report.html"));
  const taken = await takenInRounds(opened.page);
  const frames = await scrolled(opened.page);
  const fifthSlowest = frames.toSorted((a, b) => b - a)[4] ?? Number.NaN;
  const largeOut = join(folder, "large");
  await makeExport(largeOut, { people: manyPeople, photoEvery: 100 });
  const large = await makeReport(largeOut, join(folder, "usage-large.json"));
  const slowest = taken.reduce((one, other) => (other.ms > one.ms ? other : one));
  const figures: Figure[] = [
    { what: `${people} people: the page`, value: `${(made.bytes / 1e6).toFixed(1)} MB` },
    { what: "  making it, time", value: `${(made.elapsedMs / 1000).toFixed(1)} s` },
    { what: "  making it, most memory", value: `${(made.peakBytes / 1e6).toFixed(0)} MB` },
    {
      what: `${manyPeople} people, of whom the page lists 200000: most memory`,
      value: `${(large.peakBytes / 1e6).toFixed(0)} MB`,
      bound: "below 300 MB",
      holds: large.peakBytes < boundBytes,
    },
    { what: "  time", value: `${(large.elapsedMs / 1000).toFixed(1)} s` },
    {
      what: "search, filter or sort until drawn: median",
      value: `${medianOf(taken.map(({ ms }) => ms)).toFixed(0)} ms`,
    },
    {
      what: `  slowest (${slowest.what})`,
      value: `${slowest.ms.toFixed(0)} ms`,
      bound: `below ${boundMs} ms`,
      holds: slowest.ms < boundMs,
    },
    { what: "scrolling by 30 rows a frame: median frame", value: `${medianOf(frames).toFixed(0)} ms` },
    {
      what: "  fifth slowest of a hundred frames",
      value: `${fifthSlowest.toFixed(0)} ms`,
      bound: "below 100 ms",
      holds: fifthSlowest < 100,
    },
  ];
  return { bench: "report-page", figures, raw: { made, large, taken, frames } };
}

async function makeReport(out: string, usageFile: string) {
  const startedMs = performance.now();
  const options = { nodeOptions: ["--import", usageAtExit], env: { USAGE_FILE: usageFile } };
  const { exitCode, stderr } = await runCommand(["report", out], options);
  if (exitCode !== 0) throw new Error(`report ended with ${exitCode}:\n${stderr}`);
  const elapsedMs = performance.now() - startedMs;
  const usage = JSON.parse(await readFile(usageFile, "utf8")) as NodeJS.ResourceUsage;
  return { elapsedMs, peakBytes: usage.maxRSS * 1024, bytes: (await stat(join(out, "report.html"))).size };
}

/** Until the second frame after it: by then what changed is on the screen. */
const drawn = "await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));";

/** The middle of some rounds for each action, the page loaded anew for each round: an order is made when it is first asked for. */
async function takenInRounds(page: Page): Promise<readonly { readonly what: string; readonly ms: number }[]> {
  const all: (readonly { readonly what: string; readonly ms: number }[])[] = [];
  for (let round = 0; round < rounds; round += 1) {
    await page.reload();
    all.push(await takenBy(page));
  }
  return actions.map(({ what }, index) => ({ what, ms: medianOf(all.map((taken) => taken[index]?.ms ?? Number.NaN)) }));
}

async function takenBy(page: Page): Promise<readonly { readonly what: string; readonly ms: number }[]> {
  await page.locator("#list").scrollIntoViewIfNeeded();
  const taken: { what: string; ms: number }[] = [];
  for (const { what, act } of actions) {
    const script = `(async () => {
      const [search, show, group] = ["search", "show", "group"].map((id) => document.getElementById(id));
      const begin = performance.now();
      ${act};
      ${drawn}
      return performance.now() - begin;
    })()`;
    taken.push({ what, ms: Number(await page.evaluate(script)) });
  }
  return taken;
}

/** Milliseconds from frame to frame. */
async function scrolled(page: Page): Promise<readonly number[]> {
  const script = `(async () => {
    const list = document.getElementById("list");
    const frames = [];
    let last = await new Promise(requestAnimationFrame);
    for (let frame = 0; frame < 100; frame += 1) {
      list.scrollTop += 30 * 56;
      const now = await new Promise(requestAnimationFrame);
      frames.push(now - last);
      last = now;
    }
    return frames;
  })()`;
  return (await page.evaluate(script)) as readonly number[];
}
