import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync } from "node:fs";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative, win32 } from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";
import type { CommandEnd } from "../../test/running/command.ts";
import { HeldProcess, type WineProcess } from "./wine-process.ts";

/** Where set-up-wine.sh puts Debian 13's Wine: outside the checkout, so that it is made once per machine. */
const installation = process.env.EXOPHOTOS_WINE ?? "/var/tmp/exophotos-wine";
const root = join(installation, "root");

/**
 * Mounts what Wine needs and holds it until standard input closes. It is the first process of a process namespace and
 * of a mount namespace, so that with it go, by the kernel's hand, every program and every mount that it was opened for,
 * even where the test itself is killed. The prefix is the installation's own under a layer in memory. Wine's server stays
 * between programs: it would leave some seconds after the last one, and take a program along that starts just then.
 */
const holder = `
  set -e; root=$1
  mount --rbind /dev "$root/dev"
  mount -t proc proc "$root/proc"
  mount -t tmpfs tmpfs "$root/tmp"
  mkdir "$root/tmp/upper" "$root/tmp/work"
  mount -t overlay overlay -o "lowerdir=$root/wine,upperdir=$root/tmp/upper,workdir=$root/tmp/work" "$root/wine"
  mount --bind "$2" "$root/shared"
  chroot "$root" /usr/bin/env -i PATH=/usr/bin HOME=/wine WINEPREFIX=/wine/prefix /usr/lib/wine/wineserver64 -p
  read -r id rest </proc/self/stat; echo "$id"
  trap '' CHLD; exec cat >/dev/null`;

const unixEnvironment = {
  PATH: "/usr/bin:/usr/sbin",
  LANG: "C.UTF-8",
  HOME: "/wine",
  USER: "tester",
  WINEPREFIX: "/wine/prefix",
  WINEDEBUG: "-all",
  WINEDLLOVERRIDES: "mscoree,mshtml=",
};

/** How a Windows program is run; `cwd` is a path of the host in {@link Wine.folder}, which is also the default. */
export interface WineOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** After this many milliseconds the program is killed and its `ended` rejects; 60 seconds unless told. */
  readonly timeoutMs?: number;
}

/** A Windows of the test's own: drive C: is new for each, drive D: is {@link Wine.folder}, the network is the host's. */
export interface Wine extends AsyncDisposable {
  /** A new folder of the host that is drive D:. It goes when Wine is disposed of. */
  readonly folder: string;
  /** What a path of the host in {@link Wine.folder} is called on Windows. */
  windowsPath(hostPath: string): string;
  /** Starts a program that lies in {@link Wine.folder}, named by its path on the host; standard input is empty. */
  start(executable: string, args?: readonly string[], options?: WineOptions): WineProcess;
  /** Runs a program to its end. */
  run(executable: string, args?: readonly string[], options?: WineOptions): Promise<CommandEnd>;
}

/**
 * Why no Wine can be had on this machine, for a test's `skip`; false where it can. Sets Wine up at the first call on a
 * machine, which takes about half a minute. In CI, where no test may go missing, it throws instead.
 */
export async function reasonWithoutWine(): Promise<string | false> {
  try {
    await promisify(execFile)("bash", [join(import.meta.dirname, "set-up-wine.sh"), installation]);
    await using _wine = await openWine();
    return false;
  } catch (error) {
    if (process.env.CI === "true") throw error;
    return `Wine cannot be set up here: ${error instanceof Error ? error.message.trim() : String(error)}`;
  }
}

/** Opens a Windows of the test's own. Ask {@link reasonWithoutWine} first: it sets Wine up. */
export async function openWine(): Promise<Wine> {
  const own = await mkdtemp(join(tmpdir(), "exophotos-wine-"));
  const folder = join(own, "shared");
  await mkdir(folder);
  const words = ["--mount", "--pid", "--fork", "--kill-child", "bash", "-c", holder, "holder", root, folder];
  const child = spawn("unshare", words, { stdio: ["pipe", "pipe", "pipe"] });
  const close = async (): Promise<void> => {
    const gone = child.exitCode === null && child.signalCode === null ? once(child, "exit") : undefined;
    child.stdin.end();
    await gone;
  };
  let said = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    said += text;
  });
  for await (const line of createInterface(child.stdout)) return new HeldWine(own, folder, line, close);
  await close();
  await rm(own, { recursive: true });
  throw new Error(`Wine's mounts failed: ${said}`);
}

class HeldWine implements Wine {
  readonly folder: string;
  readonly #own: string;
  readonly #holder: string;
  readonly #close: () => Promise<void>;
  readonly #started: WineProcess[] = [];

  constructor(own: string, folder: string, holderId: string, close: () => Promise<void>) {
    this.#own = own;
    this.folder = folder;
    this.#holder = holderId;
    this.#close = close;
  }

  windowsPath(hostPath: string): string {
    return win32.join("D:\\", this.#inside(hostPath));
  }

  start(executable: string, args: readonly string[] = [], options: WineOptions = {}): WineProcess {
    const name = join(this.#own, String(this.#started.length));
    const env = Object.entries({ ...options.env, ...unixEnvironment }).map(([key, value]) => `${key}=${value}`);
    const cwd = join("/shared", this.#inside(options.cwd ?? this.folder));
    const inRoot = ["chroot", root, "/usr/bin/env", "-i", "-C", cwd, ...env, "/usr/lib/wine/wine64"];
    const words = [
      "--target",
      this.#holder,
      "--mount",
      "--pid",
      "--",
      ...inRoot,
      this.windowsPath(executable),
      ...args,
    ];
    // Files, as Node on Wine cannot write to pipes (EBADF).
    const outputs = [openSync(`${name}.out`, "w"), openSync(`${name}.err`, "w")] as const;
    const child = spawn("nsenter", words, { stdio: ["ignore", ...outputs] });
    for (const output of outputs) closeSync(output);
    const started = new HeldProcess(child, name, options.timeoutMs ?? 60_000);
    this.#started.push(started);
    return started;
  }

  run(executable: string, args?: readonly string[], options?: WineOptions): Promise<CommandEnd> {
    return this.start(executable, args, options).ended;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#close();
    await Promise.allSettled(this.#started.map(({ ended }) => ended));
    await rm(this.#own, { recursive: true });
  }

  #inside(hostPath: string): string {
    const path = relative(this.folder, hostPath);
    if (path === ".." || path.startsWith("../")) throw new Error(`${hostPath} is outside ${this.folder}`);
    return path;
  }
}
