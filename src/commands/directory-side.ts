import { createHash } from "node:crypto";
import type { WorkReporter } from "../cli/work-reporter.ts";
import type { Side, SideEntry } from "../compare/side.ts";
import { Directory } from "../directory/directory.ts";
import { readPhotoAt, readPhotos } from "../directory/read-photos.ts";
import { ExophotosError, hasCode } from "../errors.ts";
import { directoryJoins } from "../model/directory.ts";
import type { DirectorySource } from "../model/side-source.ts";
import type { CompareSettings } from "../settings/types.ts";
import { say } from "./reporter.ts";
import type { Services } from "./services.ts";

/** A directory as a side of a comparison; whoever opens it closes it. */
export interface DirectorySide extends Side {
  close(): Promise<void>;
}

/**
 * Signs in to the directory server that a setting names. Its pictures are read one by one when they are asked for, and
 * once more where they are looked at. Throws `directoryUnreachable`, `directorySignIn`, `settingInvalid`; its entries and
 * reads also `directoryRefused`.
 */
export async function openDirectorySide(
  { url, address, attribute }: DirectorySource,
  setting: string,
  { signIn, reconnectForMs, console }: CompareSettings,
  services: Services,
  work: WorkReporter,
): Promise<DirectorySide> {
  if (signIn === undefined) throw new TypeError("A directory is to be read and nobody signs in to it.");
  const { clock, interrupted: signal } = services;
  const onLost = (host: string) =>
    work.above(() => say(console, services, `The connection to ${host} was lost; it is made anew.`));
  const directory = await Directory.open({ address, ...signIn }, { clock, signal, reconnectForMs, onLost });
  return {
    name: url,
    joinKeys: new Set(directoryJoins),
    entries: () => entriesOf(directory, attribute, setting),
    read: async (dn) => {
      const bytes = await readPhotoAt(directory, dn, attribute);
      if (bytes !== undefined) return new Uint8Array(bytes);
      throw new ExophotosError("outputFailed", { path: dn, action: "read", errno: "ENOENT" });
    },
    close: () => directory.close(),
  };
}

async function* entriesOf(
  directory: Directory,
  attribute: DirectorySource["attribute"],
  setting: string,
): AsyncGenerator<SideEntry> {
  try {
    for await (const { dn, keys, bytes } of readPhotos(directory, attribute)) {
      const hex = createHash("sha256").update(bytes).digest("hex");
      yield { keys, locator: dn, checksum: { algorithm: "sha256", hex }, perceptualHash: undefined };
    }
  } catch (error) {
    // The directory knows its base by the setting of the verbs that change it.
    if (!hasCode(error, "settingInvalid") || error.facts.setting !== "ldap") throw error;
    throw new ExophotosError("settingInvalid", { ...error.facts, setting }, error);
  }
}
