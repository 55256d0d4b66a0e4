import { fileKeys } from "./config-file.ts";
import { choicesOf, type Setting, takesMany } from "./setting.ts";
import { findKey, type SettingKey, settingOf, uses } from "./table.ts";
import { type Verb, verbs } from "./verb.ts";

/**
 * The JSON Schema (draft 2020-12) of a config file, made of the table of settings: editors complete and check with it.
 * It knows what the reader takes in its usual spelling; a value's inner form is checked by the reader only.
 */
export function configSchema(): object {
  const keys = fileKeys();
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    title: "exophotos.json",
    description: "Settings of exophotos: common ones on top, those of one verb in an object under the verb's name.",
    type: "object",
    properties: {
      $schema: { type: "string", description: "Where this schema is, for editors" },
      ...referencesTo(keys),
      ...Object.fromEntries(verbs.map((verb) => [verb, verbSchema(verb, keys)])),
    },
    additionalProperties: false,
    $defs: Object.fromEntries(keys.map((key) => [key, schemaOf(settingOf(key))])),
  };
}

/** A word that is a setting too may stand for either. */
function verbSchema(verb: Verb, keys: readonly SettingKey[]): object {
  const properties = referencesTo(keys.filter((key) => uses(verb, key)));
  const description = `Settings of ${verb}, which beat the common ones`;
  const ofVerb = { type: "object", description, properties, additionalProperties: false };
  const key = findKey(verb);
  return key === undefined ? ofVerb : { anyOf: [ofVerb, { $ref: `#/$defs/${key}` }] };
}

function referencesTo(keys: readonly SettingKey[]): object {
  return Object.fromEntries(keys.map((key) => [key, { $ref: `#/$defs/${key}` }]));
}

function schemaOf(setting: Setting): object {
  const description = setting.about;
  if (takesMany(setting)) {
    return { description, type: "array", items: { type: setting.form === "list" ? oneValue : "string" } };
  }
  const text = setting.default;
  if (setting.form === "switch") return { description, type: "boolean", default: text === "true" };
  const choices = choicesOf(setting);
  const type = setting.form === "path" ? "string" : oneValue;
  const values = choices === undefined ? { type } : { enum: choices };
  return { description, ...values, ...(text === undefined ? {} : { default: text }) };
}

const oneValue = ["string", "number"];
