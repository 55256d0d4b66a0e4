import { type ChildProcess, execFile, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import type { TestContext } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { promisify } from "node:util";

/** How a client of the directory ended. */
export interface ClientEnd {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A Samba Active Directory domain controller with nothing in it but what Samba makes; it has a network of its own. */
export interface DomainController {
  /** `DC=exophotos,DC=test`. */
  readonly baseDn: string;
  /** One of OpenLDAP's tools, signed in as an administrator; the file or text is its standard input. */
  run(tool: "ldapmodify" | "ldapsearch", args: readonly string[], input?: string): Promise<ClientEnd>;
  /** Where its files are: `private/sam.ldb` is the directory. */
  readonly folder: string;
  /** A program in its network. */
  spawnInside(program: string, args: readonly string[]): ChildProcess;
  /** Ends the server; what it holds stays. */
  stop(): Promise<void>;
  /** Serves again what was stopped. Its network is a new one: what was spawned inside before is cut off. */
  start(): Promise<void>;
}

/** How it serves. */
export interface DomainControllerOptions {
  /** A folder with key.pem, certificate.pem and authority.pem: LDAPS is served with them as well. */
  readonly tlsFolder?: string;
}

export const realm = "exophotos.test";
/** The administrator's. */
export const password = "Passw0rd.Exophotos";

/** Debian: samba samba-dsdb-modules samba-vfs-modules samba-ad-dc samba-ad-provision winbind ldap-utils iproute2. */
const needed = [
  ["samba", "--version"],
  ["samba-tool", "--version"],
  ["ldapmodify", "-VV"],
  ["unshare", "--net", "true"],
] as const;

/**
 * Makes a domain and serves it until the test ends. LDAP's port is fixed in Samba, so it listens in a network namespace
 * of its own. Undefined where Samba or the right to make one is missing; in CI both must be there.
 */
export async function startDomainController(
  t: TestContext,
  options: DomainControllerOptions = {},
): Promise<DomainController | undefined> {
  for (const [tool, ...args] of needed) {
    const { status, error, stderr } = spawnSync(tool, args, { encoding: "utf8" });
    if (status === 0) continue;
    const reason = `no Samba domain controller here: ${tool}: ${error?.message ?? stderr.trim()}`;
    if (process.env.CI === "true") throw new Error(reason);
    t.skip(reason);
    return undefined;
  }
  const folder = await mkdtemp(join(tmpdir(), "exophotos-samba-"));
  t.after(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));
  await provision(folder);
  let samba = await serve(folder, options);
  t.after(() => samba.end());
  return {
    baseDn: "DC=exophotos,DC=test",
    folder,
    run: (tool, args, input) => runClient(samba.pid, tool, args, input),
    spawnInside: (program, args) => spawn("nsenter", [networkOf(samba.pid), program, ...args]),
    stop: () => samba.end(),
    start: async () => {
      samba = await serve(folder, options);
    },
  };
}

/** Takes about 5 seconds; four times that if each transaction were flushed. */
async function provision(folder: string): Promise<void> {
  await promisify(execFile)("samba-tool", [
    ...["domain", "provision", `--targetdir=${folder}`, `--realm=${realm}`, "--domain=EXOPHOTOS", "--server-role=dc"],
    ...["--host-name=dc1", "--host-ip=127.0.0.1", "--dns-backend=NONE", `--adminpass=${password}`],
    "--option=ldb:nosync=true",
  ]);
}

interface Samba {
  readonly pid: number;
  end(): Promise<void>;
}

async function serve(folder: string, { tlsFolder }: DomainControllerOptions): Promise<Samba> {
  const tls =
    tlsFolder === undefined
      ? ["tls enabled=no"]
      : [
          "tls enabled=yes",
          `tls keyfile=${join(tlsFolder, "key.pem")}`,
          `tls certfile=${join(tlsFolder, "certificate.pem")}`,
          `tls cafile=${join(tlsFolder, "authority.pem")}`,
        ];
  const settings = ["server services=ldap", ...tls, "ldap server require strong auth=no", "ldb:nosync=true"];
  const options = [...settings, `pid directory=${folder}`].map((setting) => `--option=${setting}`);
  // Both unshare and sh become what they run, and Samba ends when its standard input does.
  const samba = spawn(
    "unshare",
    [
      ...["--net", "sh", "-c", 'ip link set lo up && exec "$@"', "sh"],
      ...["samba", "-s", join(folder, "etc/smb.conf"), "-i", "-M", "single", "--debug-stdout", ...options],
    ],
    { stdio: ["pipe", "pipe", "pipe"] },
  );
  const said = Promise.all([text(samba.stdout), text(samba.stderr)]);
  const ended = once(samba, "exit");
  const pid = samba.pid ?? 0;
  while ((await runClient(pid, "ldapsearch", ["-s", "base", "-b", ""])).exitCode !== 0) {
    if (samba.exitCode !== null || samba.signalCode !== null) throw new Error(`samba: ${(await said).join("\n")}`);
    await delay(20);
  }
  const end = async () => {
    samba.kill("SIGTERM");
    await ended;
  };
  return { pid, end };
}

function networkOf(pid: number): string {
  return `--net=/proc/${pid}/ns/net`;
}

async function runClient(pid: number, tool: string, args: readonly string[], input = ""): Promise<ClientEnd> {
  const signIn = ["-x", "-H", "ldap://127.0.0.1", "-D", `Administrator@${realm}`, "-w", password];
  const child = spawn("nsenter", [networkOf(pid), tool, ...signIn, ...args]);
  child.stdin.on("error", () => undefined).end(input);
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "exit")]);
  return { exitCode: child.exitCode, stdout, stderr };
}
