import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Why tests with ImageMagick are left out here, undefined where they run. In CI they have to run. */
export function whyNoImageMagick(): string | undefined {
  try {
    execFileSync("convert", ["-version"], { stdio: "ignore" });
    return undefined;
  } catch {
    if (process.env.CI === "true") throw new Error("CI needs ImageMagick: apt-get install imagemagick");
    return "ImageMagick's convert is not installed";
  }
}

/** A file that ImageMagick makes of another: `from` and `to` are its formats, `options` stand between them. */
export function convert(input: Buffer, from: string, options: readonly string[], to: string): Buffer {
  const folder = mkdtempSync(join(tmpdir(), "exophotos-convert-"));
  try {
    const [source, target] = [join(folder, "source"), join(folder, "target")];
    writeFileSync(source, input);
    // Sizes and depth of raw pixels are options of reading, the others of writing.
    const isRaw = from === "cmyk";
    const reading = isRaw ? [...options, `${from}:${source}`] : [`${from}:${source}`, ...options];
    execFileSync("convert", [...reading, `${to}:${target}`], { stdio: ["ignore", "ignore", "inherit"] });
    return readFileSync(target);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
