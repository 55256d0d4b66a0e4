import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import type { TestContext } from "node:test";
import { builtProgram, hasDotnet } from "../running/dotnet.ts";

/** An account with a certificate store of its own, and the real PowerShell engine as the `pwsh` that it finds. */
export interface StoreAccount {
  readonly env: Readonly<Record<string, string>>;
  /** Puts a PFX without a password into CurrentUser\My, through .NET. */
  importPfx(pfx: Uint8Array): Promise<void>;
  /** Runs a script in the engine, and returns what it puts out, a line each. Throws where it does not parse or fails. */
  run(script: string, input?: string): Promise<string>;
}

const words = ["-NoProfile", "-NonInteractive", "-OutputFormat", "Text", "-EncodedCommand"];

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
  if (!(await hasDotnet(t, "the PowerShell script"))) return undefined;
  const program = await builtProgram(join(import.meta.dirname, "powershell"), "exophotos-powershell");
  const bin = join(folder, "bin");
  const home = join(folder, "home");
  await mkdir(bin);
  await mkdir(home);
  const pwsh = join(bin, "pwsh");
  await writeFile(pwsh, `#!/bin/sh\nexec dotnet "${join(program, "powershell-stand-in.dll")}" "$@"\n`);
  await chmod(pwsh, 0o755);
  const env = { PATH: `${bin}:${process.env.PATH}`, HOME: home, DOTNET_NOLOGO: "1", DOTNET_CLI_TELEMETRY_OPTOUT: "1" };
  const run = async (script: string, input = "") => {
    const encoded = Buffer.from(script, "utf16le").toString("base64");
    const child = spawn(pwsh, [...words, encoded], { env, stdio: ["pipe", "pipe", "pipe"] });
    const closed = once(child, "close");
    child.stdin.end(input);
    const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
    const [exitCode] = await closed;
    if (exitCode !== 0) throw new Error(`the script ended with ${exitCode}: ${stderr}`);
    return stdout;
  };
  return {
    env,
    importPfx: async (pfx) => {
      await run(importScript, `${Buffer.from(pfx).toString("base64")}\n`);
    },
    run,
  };
}
