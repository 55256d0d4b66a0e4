import { isInside } from "./manifest.ts";
import type { Merged } from "./merge.ts";
import type { MimFormat } from "./mim-values.ts";
import { invalidSetting } from "./origin.ts";
import type { CommonSettings } from "./parts.ts";
import { required } from "./required.ts";
import type { SettingKey } from "./table.ts";
import type { MimFileSettings, MimFileWriting, MimPsmaSettings } from "./types.ts";

/** The settings of `mim psma`. Throws `settingInvalid`. */
export function readMimPsma(merged: Merged): Omit<MimPsmaSettings, keyof CommonSettings> {
  const { out, objectClass, photo = "photo", attributes } = merged.values;
  if (photo === "none") {
    const problem = "must be photo or the name of a rendition: the scripts import a picture";
    throw invalidSetting("photo", merged.originOf("photo"), problem);
  }
  return { to: required(merged, "to", "to write the scripts"), out, objectClass, photo, attributes };
}

/** The settings of `mim file`. Throws `settingInvalid` for what is missing and for what no agent could read. */
export function readMimFile(merged: Merged, common: CommonSettings): MimFileSettings {
  const { values } = merged;
  const out = required(merged, "out", "to write a file for an agent");
  if (values.ack) {
    if (values.template) throw invalidSetting("ack", merged.originOf("ack"), "contradicts template: give one of them");
    return { ...common, action: "acknowledge", out, consumer: required(merged, "consumer", "to acknowledge") };
  }
  const format = required(merged, "format", "to write a file for an agent");
  const type = required(merged, "type", "to write a file for an agent");
  const settings: MimFileWriting = {
    ...common,
    action: values.template ? "template" : "write",
    out,
    to: required(merged, "to", "to write a file for an agent"),
    format,
    type,
    consumer: values.consumer,
    photo: values.photo ?? (format === "delimited" ? "none" : "photo"),
    encoding: values.encoding,
    delimiter: values.delimiter,
    ldif: { preset: values.preset, dn: values.dn, objectClass: values.objectClass, map: values.map },
  };
  refuseContradictions(merged, settings);
  return settings;
}

function refuseContradictions(
  merged: Merged,
  { action, format, type, consumer, encoding, delimiter, out, to }: MimFileWriting,
) {
  if (format === "csv-connector" && type === "delta") {
    throw invalidSetting(
      "type",
      merged.originOf("type"),
      "must be full: the Generic CSV connector has no delta import",
    );
  }
  if (format === "csv-connector" && delimiter === ";") {
    const problem = "must not be the semicolon, which the Generic CSV connector has between many values";
    throw invalidSetting("delimiter", merged.originOf("delimiter"), problem);
  }
  if (format === "ldif" && encoding !== "utf8") {
    throw invalidSetting("encoding", merged.originOf("encoding"), "must be utf8: LDIF has no other");
  }
  if (isInside(out, to)) throw invalidSetting("to", merged.originOf("to"), "must not be inside the export directory");
  if (type === "delta" && action === "write" && consumer === undefined) required(merged, "consumer", "for a delta");
  if (format !== "ldif") refuseForLdifOnly(merged, format);
}

const ldifKeys = ["preset", "dn", "map"] as const satisfies readonly SettingKey[];

/** In the config file they may stand beside the settings of another format. */
function refuseForLdifOnly(merged: Merged, format: MimFormat): void {
  const key = ldifKeys.find((candidate) => merged.given(candidate)?.origin.kind === "flag");
  if (key !== undefined) throw invalidSetting(key, merged.originOf(key), `is for LDIF only, not for ${format}`);
}
