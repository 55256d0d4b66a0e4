import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { setTimeout as delay } from "node:timers/promises";

/** Proxies that people run, in the versions that Debian has. */
export type ProxyName = "tinyproxy" | "squid";

export interface ProxyUser {
  readonly user: string;
  readonly password: string;
}

/** A real proxy as a child of the test. */
export interface ForwardProxy {
  readonly url: string;
  /** Hosts and ports that tunnels were opened to, by its own log; waits until there are so many. */
  tunnels(least: number): Promise<ReadonlySet<string>>;
}

/** Why tests with a proxy are left out here, undefined where they run. In CI they have to run. */
export function whyNoProxy(name: ProxyName): string | undefined {
  try {
    execFileSync(name, ["-v"], { stdio: "ignore" });
    return undefined;
  } catch {
    if (process.env.CI === "true") throw new Error(`CI needs ${name}: apt-get install ${name}`);
    return `${name} is not installed`;
  }
}

/** Starts a proxy on a free port of loopback; it ends with the test. With `user` it wants Basic authentication. */
export async function startProxy(t: TestContext, name: ProxyName, user?: ProxyUser): Promise<ForwardProxy> {
  const folder = await mkdtemp(join(tmpdir(), `exophotos-${name}-`));
  // Squid gives its rights up and then writes its log here.
  await chmod(folder, 0o777);
  const port = await freePort();
  const config = join(folder, "proxy.conf");
  const log = join(folder, "access.log");
  const lines = name === "squid" ? await squidLines(folder, port, user) : tinyproxyLines(log, port, user);
  await writeFile(config, `${lines.join("\n")}\n`);
  const options = name === "squid" ? ["-N", "-f", config] : ["-d", "-c", config];
  const child = spawn(name, options, { stdio: ["ignore", "ignore", "inherit"] });
  const ended = once(child, "close");
  t.after(async () => {
    // Squid takes a second for an ordinary end.
    child.kill("SIGKILL");
    await ended;
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  });
  await untilItListens(port, child);
  return {
    url: `http://127.0.0.1:${port}`,
    tunnels: async (least) => {
      const startedAtMs = performance.now();
      for (;;) {
        const tunnels = new Set(tunnelsIn(await readFile(log, "utf8")));
        if (tunnels.size >= least || performance.now() - startedAtMs > giveUpAfterMs) return tunnels;
        await delay(lookEveryMs);
      }
    },
  };
}

function tinyproxyLines(log: string, port: number, user: ProxyUser | undefined): readonly string[] {
  return [
    ...[`Port ${port}`, "Listen 127.0.0.1", "Allow 127.0.0.1", "Timeout 60", "MaxClients 100"],
    ...[`LogFile "${log}"`, "LogLevel Connect"],
    ...(user === undefined ? [] : [`BasicAuth ${user.user} ${user.password}`]),
  ];
}

async function squidLines(folder: string, port: number, user: ProxyUser | undefined): Promise<readonly string[]> {
  const passwords = join(folder, "passwords");
  if (user !== undefined) {
    const hash = execFileSync("openssl", ["passwd", "-apr1", "-stdin"], { input: user.password, encoding: "utf8" });
    await writeFile(passwords, `${user.user}:${hash}`);
  }
  return [
    ...[`http_port 127.0.0.1:${port}`, "pid_filename none", "visible_hostname localhost", "max_filedescriptors 1024"],
    ...[`access_log stdio:${join(folder, "access.log")}`, "logfile_rotate 0", "buffered_logs off"],
    ...[`cache_log ${join(folder, "cache.log")}`, `coredump_dir ${folder}`, "cache deny all", "cache_mem 8 MB"],
    ...[
      "pinger_enable off",
      "netdb_filename none",
      "shutdown_lifetime 0 seconds",
      "error_directory /usr/share/squid/errors/en",
    ],
    ...(user === undefined
      ? ["http_access allow all"]
      : [
          `auth_param basic program /usr/lib/squid/basic_ncsa_auth ${passwords}`,
          "auth_param basic children 1 startup=1",
          "acl known proxy_auth REQUIRED",
          "http_access allow known",
          "http_access deny all",
        ]),
  ];
}

/** Tinyproxy logs `CONNECT host:port HTTP/1.1` and then what became of it; squid one line when the tunnel has ended. */
function tunnelsIn(log: string): readonly string[] {
  const refused = /TCP_DENIED|NONE_NONE/;
  const lines = log.split("\n").filter((line) => !refused.test(line));
  return lines.flatMap((line) => /\bCONNECT (\S+:\d+)/.exec(line)?.[1] ?? []);
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
}

const giveUpAfterMs = 30_000;
const lookEveryMs = 10;

async function untilItListens(port: number, child: ChildProcess): Promise<void> {
  const startedAtMs = performance.now();
  while (!(await answers(port))) {
    if (child.exitCode !== null) throw new Error(`the proxy ended with ${child.exitCode}`);
    if (performance.now() - startedAtMs > giveUpAfterMs) throw new Error("the proxy does not listen");
    await delay(lookEveryMs);
  }
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1", () => {
      socket.destroy();
      resolve(true);
    });
    socket.on("error", () => resolve(false));
  });
}
