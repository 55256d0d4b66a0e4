import { quotePowerShell } from "../model/powershell-literal.ts";
import type { ScheduledRun } from "./scheduled-run.ts";

/** Lines to type that make a written task or timer work. */
export interface Registration {
  /** Where to type them and what to know before, in sentences. */
  readonly about: string;
  readonly lines: readonly string[];
}

/** A managed service account, whose password Windows itself keeps, has a name that ends like this. */
export function isManagedAccount(principal: string): boolean {
  return principal.endsWith("$");
}

/** How the task in an XML file is registered. */
export function registerTask({ name, principal }: ScheduledRun, xmlFile: string): Registration {
  if (!isManagedAccount(principal)) {
    return {
      about: "Register it in an elevated Command Prompt, which asks for the account's password",
      lines: [`schtasks /Create /TN "${name}" /XML "${xmlFile}" /RU "${principal}" /RP *`],
    };
  }
  const account = principal.slice(principal.lastIndexOf("\\") + 1, -1);
  return {
    about:
      "Register it in an elevated PowerShell, without a password: schtasks is not known to take a managed account. The first line (of the module ActiveDirectory) must say True; the account also needs the right to log on as a batch job",
    lines: [
      `Test-ADServiceAccount -Identity ${quotePowerShell(account)}`,
      `$xml = Get-Content -Raw -LiteralPath ${quotePowerShell(xmlFile)}`,
      `Register-ScheduledTask -TaskName ${quotePowerShell(name)} -Xml $xml`,
    ],
  };
}

/** How a service and its timer are installed. */
export function installUnits({ name }: ScheduledRun, files: readonly string[]): Registration {
  return {
    about: "Install them as root",
    lines: [
      `cp -- ${files.map(quoteForShell).join(" ")} /etc/systemd/system/`,
      "systemctl daemon-reload",
      `systemctl enable --now ${name}.timer`,
    ],
  };
}

function quoteForShell(text: string): string {
  return /^[A-Za-z0-9_./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
