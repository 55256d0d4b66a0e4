import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import type { TestContext } from "node:test";
import { encodedCommand, powershellProgram } from "../running/powershell.ts";

/** An account with a certificate store of its own, and the real PowerShell engine as the `pwsh` that it finds. */
export interface StoreAccount {
  readonly env: Readonly<Record<string, string>>;
  /** Puts a PFX without a password into CurrentUser\My, through .NET. */
  importPfx(pfx: Uint8Array): Promise<void>;
}

const importScript = `
$bytes = [Convert]::FromBase64String(@($input)[0])
$flags = [Security.Cryptography.X509Certificates.X509KeyStorageFlags]'PersistKeySet'
$certificate = [Security.Cryptography.X509Certificates.X509CertificateLoader]::LoadPkcs12($bytes, '', $flags)
$store = [Security.Cryptography.X509Certificates.X509Store]::new('My', [Security.Cryptography.X509Certificates.StoreLocation]::CurrentUser)
$store.Open('ReadWrite')
$store.Add($certificate)
$store.Close()
`;

/** Makes such an account in a folder; undefined where nothing can run the engine, and the test is then skipped. */
export async function storeAccount(t: TestContext, folder: string): Promise<StoreAccount | undefined> {
  const program = await powershellProgram(t, "the PowerShell script");
  if (program === undefined) return undefined;
  const bin = join(folder, "bin");
  const home = join(folder, "home");
  await mkdir(bin);
  await mkdir(home);
  const pwsh = join(bin, "pwsh");
  await writeFile(pwsh, `#!/bin/sh\nexec dotnet "${program}" "$@"\n`);
  await chmod(pwsh, 0o755);
  const env = { PATH: `${bin}:${process.env.PATH}`, HOME: home, DOTNET_NOLOGO: "1", DOTNET_CLI_TELEMETRY_OPTOUT: "1" };
  return {
    env,
    importPfx: async (pfx) => {
      const script = Buffer.from(importScript, "utf16le").toString("base64");
      const child = spawn(pwsh, [...encodedCommand, script], { env, stdio: ["pipe", "ignore", "pipe"] });
      const closed = once(child, "close");
      child.stdin.end(`${Buffer.from(pfx).toString("base64")}\n`);
      const stderr = await text(child.stderr);
      const [exitCode] = await closed;
      if (exitCode !== 0) throw new Error(`the import ended with ${exitCode}: ${stderr}`);
    },
  };
}
