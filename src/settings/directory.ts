import { type DirectoryJoin, directoryJoins } from "../model/directory.ts";
import type { Merged } from "./merge.ts";
import { readNetwork } from "./network.ts";
import { invalidSetting } from "./origin.ts";
import type { CommonSettings } from "./parts.ts";
import { required } from "./required.ts";
import { readSecretFile } from "./text-file.ts";
import type { AdRestoreSettings, AdSyncSettings, DirectorySettings, DirectorySignIn } from "./types.ts";

/** The settings of `ad sync`, with the files read. Throws `settingInvalid`. */
export async function readAdSync(merged: Merged, common: CommonSettings): Promise<AdSyncSettings> {
  const { values } = merged;
  return {
    ...common,
    ...(await readDirectory(merged)),
    out: required(merged, "out", "to bring a directory into step with it"),
    attributes: values.attribute,
    joins: readJoins(merged),
    remove: values.remove,
    distance: values.distance,
    rewriteSameLook: values.rewriteSameLook,
  };
}

/** The settings of `ad restore`. Throws `settingInvalid`. */
export async function readAdRestore(merged: Merged, common: CommonSettings): Promise<AdRestoreSettings> {
  return { ...common, ...(await readDirectory(merged)), from: required(merged, "in", "to restore from") };
}

/** Those that are never reused: a photo on the wrong person is worse than none. */
const usualJoins = ["onPremisesSecurityIdentifier", "onPremisesImmutableId"] as const;

function readJoins({ values: { join }, originOf }: Merged): readonly DirectoryJoin[] {
  if (join.length === 0) return usualJoins;
  const joins = join.flatMap((key) => directoryJoins.filter((candidate) => candidate === key));
  if (joins.length === join.length) return joins;
  throw invalidSetting("join", originOf("join"), `must be of ${directoryJoins.join(", ")}`);
}

async function readDirectory(merged: Merged): Promise<DirectorySettings> {
  const { values } = merged;
  const signIn = await readDirectorySignIn(merged);
  return {
    access: { address: required(merged, "ldap", "to know the directory"), ...signIn },
    reconnectForMs: values.reconnectFor,
    rate: values.rate,
    maxChange: values.maxChange,
    undo: values.undo,
    to: values.to,
    dryRun: values.dryRun,
  };
}

/** Who signs in to a directory, with the files read. Throws `settingInvalid`. */
export async function readDirectorySignIn(merged: Merged): Promise<DirectorySignIn> {
  required(merged, "bindPasswordFile", "to sign in to a directory");
  const passwordFile = merged.given("bindPasswordFile");
  return {
    bindUser: required(merged, "bindUser", "to sign in to a directory"),
    bindPassword: passwordFile === undefined ? "" : await readSecretFile("bindPasswordFile", passwordFile),
    caCertificatePem: (await readNetwork(merged)).caCertificatePem,
  };
}
