import { quotePowerShell } from "../../model/powershell-literal.ts";
import { psmaAnchor, psmaAttributes } from "./attributes.ts";
import { psmaMarker } from "./powershell-text.ts";
import type { PsmaOptions } from "./psma-options.ts";

/** Schema.ps1: one object whose property names are the schema; the agent looks at no value but the class. */
export function schemaScript({ objectClass, photo, attributes: set }: PsmaOptions): string {
  const attributes = psmaAttributes(photo, set).map(({ name, type }) => `  ${quotePowerShell(`${name}|${type}`)} = ''`);
  return `# ${psmaMarker}. The attributes that Import.ps1 fills: refresh the schema after a change.
param($ConfigurationParameter)

$objectClass = ${quotePowerShell(objectClass)}
if ($null -ne $ConfigurationParameter) {
  foreach ($key in $ConfigurationParameter.Keys) {
    if ([string]$key -eq 'ObjectClass' -and -not [string]::IsNullOrEmpty([string]$ConfigurationParameter[$key])) {
      $objectClass = [string]$ConfigurationParameter[$key]
    }
  }
}

[pscustomobject]@{
  ${quotePowerShell(`Anchor-${psmaAnchor}|String`)} = ''
  'objectClass|String' = $objectClass
${attributes.join("\n")}
}
`;
}
