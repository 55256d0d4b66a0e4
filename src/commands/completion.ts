import { bashCompletion } from "../cli/completion/bash.ts";
import { powershellCompletion } from "../cli/completion/powershell.ts";
import { zshCompletion } from "../cli/completion/zsh.ts";
import type { Shell } from "../model/shell.ts";
import type { CompletionSettings } from "../settings/types.ts";
import { tell } from "./reporter.ts";
import type { Services, VerbEnd } from "./services.ts";
import { documentText, writeText } from "./write-result.ts";

const scripts: Readonly<Record<Shell, () => string>> = {
  powershell: powershellCompletion,
  bash: bashCompletion,
  zsh: zshCompletion,
};

/** `exophotos completion`: the script that a shell completes with. Throws `outputFailed`, `publishBlocked`. */
export async function runCompletion({ shell, to, console }: CompletionSettings, services: Services): Promise<VerbEnd> {
  const script = scripts[shell]();
  await writeText(to, console.json ? documentText({ formatVersion: 1, shell, script }) : script, services);
  if (to !== undefined) tell(console, services, "info", `Written ${to}.`);
  return "done";
}
