import { readFile } from "node:fs/promises";
import * as z from "zod";
import { errnoOf } from "../errors.ts";
import { outputError } from "../platform/output-error.ts";
import { damaged } from "./damaged.ts";

/** Reads a JSON file of OUT; undefined when there is none. Throws `manifestDamaged` or `outputFailed`. */
export async function readJson<T>(path: string, schema: z.ZodType<T>): Promise<T | undefined> {
  const text = await textOf(path);
  if (text === undefined) return undefined;
  const parsed = schema.safeParse(parseJson(text, path));
  if (!parsed.success) throw damaged(path, z.prettifyError(parsed.error), parsed.error);
  return parsed.data;
}

async function textOf(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if (errnoOf(error) === "ENOENT") return undefined;
    throw outputError(path, "read", error);
  }
}

function parseJson(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw damaged(path, "it is not JSON", error);
  }
}
