import { configSchema } from "../settings/config-schema.ts";
import type { ConfigSchemaSettings } from "../settings/types.ts";
import { tell } from "./reporter.ts";
import type { Services, VerbEnd } from "./services.ts";
import { documentText, writeText } from "./write-result.ts";

/** `exophotos config schema`: the JSON Schema of the config file. Throws `outputFailed`, `publishBlocked`. */
export async function runConfigSchema({ to, console }: ConfigSchemaSettings, services: Services): Promise<VerbEnd> {
  await writeText(to, documentText(configSchema()), services);
  if (to !== undefined) tell(console, services, "info", `Written ${to}. In exophotos.json, name it as "$schema".`);
  return "done";
}
