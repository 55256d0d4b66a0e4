import { ldifPresets } from "../model/ldif.ts";
import { psmaAttributeSets } from "../model/psma-attributes.ts";
import { consumerName, dnTemplate, mappings, mimFileTypes, mimFormats, mimPhoto, objectClass } from "./mim-values.ts";
import type { SettingTable } from "./setting.ts";
import { choiceOf, switchValue } from "./values.ts";

const verbs = ["mim file"] as const;

/** What a management agent gets. */
export const mimTable = {
  format: {
    verbs,
    group: "Agent",
    form: "value",
    about: `Who reads the file: ${mimFormats.join(", ")}`,
    schema: choiceOf(mimFormats),
  },
  type: {
    verbs,
    group: "Agent",
    form: "value",
    about: "full: everyone published; delta: what changed since the consumer's last acknowledged position",
    schema: choiceOf(mimFileTypes),
  },
  consumer: {
    verbs,
    group: "Agent",
    form: "value",
    about: "Name of the reader whose position a delta begins at; a full file with it brings that reader up to date",
    schema: consumerName,
  },
  template: {
    verbs,
    group: "Agent",
    form: "switch",
    about: "Writes a few sample objects with every attribute, for the agent's designer, in place of what is published",
    default: "false",
    schema: switchValue,
  },
  photo: {
    verbs: ["mim psma", "mim file", "compare"],
    group: "Photos",
    form: "value",
    about:
      "Which picture of an export: photo, or a rendition's name; a file for an agent may have none, which is what delimited has unless asked",
    schema: mimPhoto,
  },
  objectClass: {
    verbs: ["mim psma", "mim file"],
    group: "Agent",
    form: "value",
    about: "Object class of the people",
    default: "EXOUser",
    schema: objectClass,
  },
  attributes: {
    verbs: ["mim psma"],
    group: "Agent",
    form: "value",
    about:
      "Attributes of the people: default (all), or exo: those of the 2017 scripts over Exchange remote PowerShell, with the checksum in capitals",
    default: "default",
    schema: choiceOf(psmaAttributeSets),
  },
  preset: {
    verbs,
    group: "Agent",
    form: "value",
    about: "LDIF for: mim (MIM's LDIF agent) or ad (a directory, which gets thumbnailPhoto; needs --dn)",
    default: "mim",
    schema: choiceOf(ldifPresets),
  },
  dn: {
    verbs,
    group: "Agent",
    form: "value",
    about: "LDIF: distinguished name with columns in braces, such as CN={objectId},OU=Photos",
    schema: dnTemplate,
  },
  map: {
    verbs,
    group: "Agent",
    form: "list",
    about: "LDIF: ATTRIBUTE=COLUMN, =photo or =RENDITION, in place of the preset's attributes; repeatable",
    default: [],
    schema: mappings,
  },
} as const satisfies SettingTable;
