import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { parse } from "csv-parse/sync";
import { changeColumns, fixedColumns } from "../../src/manifest/columns.ts";
import { listColumns } from "../../src/push/read-list.ts";
import { docsFolder, type Fence, fencesOf, readDocument, readPages, root } from "./pages.ts";

/** Commands are parsed and run in commands.test.ts; `text` is an example of what is seen. */
const languages = ["powershell", "sh", "json", "csv", "text"];
const headers: readonly (readonly string[])[] = [fixedColumns, changeColumns, listColumns];

const fences = (await readPages()).flatMap(fencesOf);

function fencesIn(language: string): readonly Fence[] {
  return fences.filter((fence) => fence.language === language);
}

test("every block of the documents says what it is", () => {
  for (const { page, language, text } of fences) {
    assert.ok(languages.includes(language), `${page.path}: «${language}» before\n${text}`);
  }
});

test("JSON of the documents is JSON", () => {
  for (const { page, text } of fencesIn("json")) {
    assert.doesNotThrow(() => JSON.parse(text), `${page.path}\n${text}`);
  }
});

test("the body of the registration is JSON for the Graph that the page names", async () => {
  const { requiredResourceAccess } = JSON.parse(
    await readFile(join(root, docsFolder, "app-registration.json"), "utf8"),
  ) as { readonly requiredResourceAccess: readonly { readonly resourceAppId: string }[] };
  const { text } = await readDocument("app-registration.md");
  for (const { resourceAppId } of requiredResourceAccess) assert.ok(text.includes(`appId eq '${resourceAppId}'`));
});

test("CSV of the documents has the columns of the program's own files, and as many fields in each row", () => {
  for (const { page, text } of fencesIn("csv")) {
    const [header = []] = parse(text, { skip_empty_lines: true }) as string[][];
    assert.ok(
      headers.some((columns) => columns.join() === header.join()),
      `${page.path}\n${header.join()}`,
    );
  }
});
