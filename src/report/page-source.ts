import { readFile } from "node:fs/promises";

/** The page's own script and style, which every report has in it. */
export interface PageSource {
  readonly script: string;
  readonly style: string;
}

/** The page's modules, each after those that it imports from. No two of them declare one name: they become one script. */
const scripts = ["rows.js", "find.js", "person.js", "list.js", "sheet.js", "start.js"];

/** In this order they are one style sheet: later ones change what earlier ones say. */
const styles = ["base.css", "sections.css", "tables.css", "list.css", "narrow.css", "paper.css"];

/** The page's parts from the files of a checkout; an executable holds what this gave when it was made. */
export async function pageOfCheckout(): Promise<PageSource> {
  const [modules, sheets] = await Promise.all([contentsOf(scripts), contentsOf(styles)]);
  const script = modules.map(withoutModuleWords).join("\n");
  return { script: `(() => {\n"use strict";\n${script}})();\n`, style: sheets.join("\n") };
}

function contentsOf(names: readonly string[]): Promise<string[]> {
  return Promise.all(names.map((name) => readFile(new URL(`page/${name}`, import.meta.url), "utf8")));
}

/** A page that is opened from a file may not import: what would be imported stands before it instead. */
function withoutModuleWords(module: string): string {
  return module.replace(/^import [^;]*;\n/gm, "").replace(/^export /gm, "");
}
