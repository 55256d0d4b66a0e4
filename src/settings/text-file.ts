import { open } from "node:fs/promises";
import { errnoOf } from "../errors.ts";
import { limits } from "../model/limits.ts";
import { type Given, invalidSetting, type Origin } from "./origin.ts";
import type { SettingKey } from "./table.ts";

/**
 * The content of the file that a setting names. Throws `settingInvalid` when it cannot be read, is no file, is empty or
 * larger than 1 MB.
 */
export async function readSettingFile(key: SettingKey, path: string, origin: Origin): Promise<Buffer> {
  const contents = await readSmallFile(path).catch((error: unknown) => {
    throw invalidSetting(key, origin.words, `names ${path}, which cannot be read (${errnoOf(error)})`, error);
  });
  if (contents === "tooLarge") throw invalidSetting(key, origin.words, `names ${path}, which is larger than 1 MB`);
  if (contents.length === 0) throw invalidSetting(key, origin.words, `names ${path}, which is empty`);
  return contents;
}

async function readSmallFile(path: string): Promise<Buffer | "tooLarge"> {
  await using file = await open(path);
  const buffer = Buffer.alloc(limits.settingsFileBytes + 1);
  let size = 0;
  // What is no file in a folder, like a device, need not have an end.
  while (size < buffer.length) {
    const { bytesRead } = await file.read(buffer, size);
    if (bytesRead === 0) return buffer.subarray(0, size);
    size += bytesRead;
  }
  return "tooLarge";
}

/** Text of a file in UTF-8 or, as Windows PowerShell's `>` writes it, UTF-16 with a byte order mark; the mark is dropped. */
export function decodeText(contents: Buffer): string {
  const isUtf16 = contents[0] === 0xff && contents[1] === 0xfe;
  return new TextDecoder(isUtf16 ? "utf-16le" : "utf-8").decode(contents);
}

/** The one line that a file with a secret holds. Throws `settingInvalid`; no message ever holds the content. */
export async function readSecretFile(key: SettingKey, given: Given): Promise<string> {
  const path = String(given.text);
  const secret = decodeText(await readSettingFile(key, path, given.origin)).replace(/\s+$/, "");
  if (secret === "") throw invalidSetting(key, given.origin.words, `names ${path}, which is empty`);
  if (/[\r\n]/.test(secret)) {
    throw invalidSetting(key, given.origin.words, `names ${path}, which must hold the secret alone, on one line`);
  }
  return secret;
}
