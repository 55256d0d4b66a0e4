import { importScript } from "./import-script.ts";
import { psmaMarker, windowsText } from "./powershell-text.ts";
import type { PsmaOptions } from "./psma-options.ts";
import { readme } from "./readme.ts";
import { schemaScript } from "./schema-script.ts";
import { startScript } from "./start-script.ts";

/** The files of a PSMA folder by name: the scripts that the agent calls, one that runs it, and what to do with them. */
export function psmaFolder(options: PsmaOptions): ReadonlyMap<string, string> {
  const files = [
    ["Schema.ps1", schemaScript(options)],
    ["Import.ps1", importScript(options)],
    ["Export.ps1", unusedScript("writes nothing back: this source is read only")],
    ["Password.ps1", unusedScript("sets no passwords: this source has none")],
    ["Start-PhotoImport.ps1", startScript()],
    ["README.txt", readme(options)],
  ] as const;
  return new Map(files.map(([name, text]) => [name, windowsText(text)]));
}

function unusedScript(why: string): string {
  return `# ${psmaMarker}. The agent wants this file to exist; it ${why}.\n`;
}
