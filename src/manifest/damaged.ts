import { ExophotosError } from "../errors.ts";

/** The error for a file of the output directory whose content is not what it must be. */
export function damaged(path: string, problem: string, cause?: unknown): ExophotosError<"manifestDamaged"> {
  return new ExophotosError("manifestDamaged", { path, problem }, cause);
}
