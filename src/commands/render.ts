import { readFile } from "node:fs/promises";
import { basename, extname, join } from "node:path";
import { ExophotosError } from "../errors.ts";
import type { PictureHeader } from "../model/picture.ts";
import { grouped, printable } from "../model/quantities.ts";
import type { RenditionSpec } from "../model/rendition.ts";
import { writeDurably } from "../platform/durable-file.ts";
import { makeFolder } from "../platform/make-folder.ts";
import { outputError } from "../platform/output-error.ts";
import { defaultPictureLimits, inspectPicture } from "../renditions/inspect-picture.ts";
import type { MadePicture, PicturePool } from "../renditions/picture-work.ts";
import type { RenderSettings } from "../settings/types.ts";
import type { Services, VerbEnd } from "./services.ts";
import { documentText } from "./write-result.ts";

/**
 * `exophotos render`: makes renditions of one picture, to look at what a setting gives. Throws `pictureUnusable` for a
 * picture of which one cannot be made; nothing is written then.
 */
export async function runRender(settings: RenderSettings, services: Services): Promise<VerbEnd> {
  const { in: path, to, renditions, console } = settings;
  const bytes = await readPicture(path);
  const header = inspectPicture(bytes, defaultPictureLimits);
  if (typeof header === "string") throw unusable(path, undefined, `it is no picture that can be used (${header})`);
  const pool = await services.startPictures();
  try {
    const source = { file: path, header, bytes: bytes.length };
    const { pictures, perceptualHash } = await make(pool, path, bytes, renditions);
    await makeFolder(to);
    const made: Made[] = [];
    for (const { name } of renditions) {
      const picture = pictures.get(name);
      if (picture === undefined) throw new TypeError(`The rendition ${name} was not made.`);
      const file = join(to, `${basename(path, extname(path))}-${name}.jpg`);
      await writeDurably(file, picture.bytes, { tempDir: to });
      made.push({ name, file, picture });
    }
    const output = console.json ? asJson : asText;
    services.stdout.write(output(source, perceptualHash, made));
    return "done";
  } finally {
    await pool.close();
  }
}

interface Source {
  readonly file: string;
  readonly header: PictureHeader;
  readonly bytes: number;
}

interface Made {
  readonly name: string;
  readonly file: string;
  readonly picture: MadePicture;
}

async function readPicture(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (error) {
    throw outputError(path, "read", error);
  }
}

async function make(pool: PicturePool, path: string, bytes: Uint8Array, renditions: readonly RenditionSpec[]) {
  const result = await pool.carryOut(bytes, { make: "renditions", renditions, hash: true });
  if (result.kind === "refused") throw unusable(path, result.rendition, result.message);
  return result;
}

function unusable(path: string, rendition: string | undefined, problem: string): ExophotosError<"pictureUnusable"> {
  return new ExophotosError("pictureUnusable", { path, rendition, problem });
}

function asText({ file, header, bytes }: Source, hash: string | undefined, made: readonly Made[]): string {
  const width = Math.max("Picture".length, ...made.map(({ name }) => name.length)) + 2;
  const line = (name: string, size: string, byteCount: number, rest: string) =>
    `${name.padEnd(width)}${size.padEnd(11)}${`${grouped(byteCount)} bytes`.padStart(17)}  ${rest}`;
  const lines = [
    line("Picture", sizeOf(header), bytes, `${header.contentType}  ${printable(file)}`),
    ...made.map(({ name, file: path, picture }) =>
      line(name, sizeOf(picture), picture.bytes.length, `quality ${picture.quality}  ${printable(path)}`),
    ),
    `Perceptual hash ${hash ?? "none"}`,
  ];
  return `${lines.join("\n")}\n`;
}

function sizeOf({ width, height }: { readonly width: number; readonly height: number }): string {
  return `${width}x${height}`;
}

function asJson({ file, header, bytes }: Source, perceptualHash: string | undefined, made: readonly Made[]): string {
  const renditions = made.map(({ name, file: path, picture }) => {
    const { width, height, quality } = picture;
    return { name, file: path, width, height, bytes: picture.bytes.length, quality };
  });
  return documentText({ formatVersion: 1, file, ...header, bytes, perceptualHash, renditions });
}
