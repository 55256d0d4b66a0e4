import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { pathToFileURL } from "node:url";
import { type BrowserContext, chromium, type Page } from "playwright-core";

const executablePath = "/usr/bin/chromium";

/** Why tests with a browser are left out here, undefined where they run. In CI they have to run. */
export function whyNoBrowser(): string | undefined {
  if (existsSync(executablePath)) return undefined;
  if (process.env.CI === "true") throw new Error("CI needs chromium: apt-get install chromium");
  return "chromium is not installed";
}

export interface BrowserOptions {
  readonly colorScheme?: "light" | "dark";
  readonly width?: number;
  readonly height?: number;
}

/** A page in a browser of its own. */
export interface OpenPage extends AsyncDisposable {
  readonly page: Page;
  /** Everything that went wrong or was asked for beyond the file itself. */
  readonly trouble: readonly string[];
}

/** Opens a file as a double click does. Dispose of it. */
export async function openFile(path: string, options: BrowserOptions = {}): Promise<OpenPage> {
  const { colorScheme = "light", width = 1280, height = 900 } = options;
  const profile = await mkdtemp(join(tmpdir(), "exophotos-browser-"));
  const close = async (context?: BrowserContext) => {
    await context?.close();
    await rm(profile, { recursive: true, force: true, maxRetries: 5 });
  };
  let context: BrowserContext;
  try {
    context = await chromium.launchPersistentContext(profile, {
      executablePath,
      headless: true,
      args: [
        ...["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"],
        ...["--disable-component-update", "--disable-sync"],
      ],
      colorScheme,
      viewport: { width, height },
    });
  } catch (error) {
    await close();
    throw error;
  }
  const page = context.pages()[0] ?? (await context.newPage());
  const trouble: string[] = [];
  const url = pathToFileURL(path).href;
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") trouble.push(`console: ${message.text()}`);
  });
  page.on("pageerror", (error) => trouble.push(`error: ${error.message}`));
  page.on("dialog", (dialog) => {
    trouble.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on("request", (request) => {
    if (!request.url().startsWith("data:") && request.url() !== url) trouble.push(`request: ${request.url()}`);
  });
  await page.goto(url);
  return { page, trouble, [Symbol.asyncDispose]: () => close(context) };
}

/** The same for a test, at whose end it is closed. */
export async function openFileIn(t: TestContext, path: string, options?: BrowserOptions): Promise<OpenPage> {
  const opened = await openFile(path, options);
  t.after(() => opened[Symbol.asyncDispose]());
  return opened;
}
