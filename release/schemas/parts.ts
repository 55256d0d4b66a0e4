import * as z from "zod";
import { changeReasons, changeTypes } from "../../src/model/change.ts";
import { checksumAlgorithms } from "../../src/model/checksum.ts";
import { pictureExtensions } from "../../src/model/picture.ts";

/*
 * What the documents have in common. Descriptions are for whoever reads the JSON Schema.
 */

/** A number of people, files, rows or calls. */
export const count = z.int().nonnegative();
export const milliseconds = z.number().nonnegative().meta({ description: "milliseconds" });
export const time = z.iso.datetime().meta({ description: "UTC, ISO 8601" });
export const objectId = z.guid().meta({ description: "object id in Entra, lower case" });
export const path = z.string().meta({ description: "path" });
export const checksum = z.string().regex(/^[0-9a-f]*$/);
export const algorithm = z.enum(checksumAlgorithms);
export const pictureType = z.enum(Object.keys(pictureExtensions));
export const formatVersion = z
  .literal(1)
  .meta({ description: "goes up when something is removed or means something else" });

/** An error as data; the facts differ from code to code. */
export const error = z.object({
  code: z.string().meta({ description: "one of a closed list; troubleshooting.md explains each" }),
  facts: z.looseObject({}).optional(),
});

export const change = z.object({
  sequence: count,
  changeType: z.enum(changeTypes),
  reason: z.enum(changeReasons),
  objectId,
  userPrincipalName: z.string(),
  file: z.string(),
  checksum,
  previousChecksum: checksum,
  modified: z.union([time, z.literal("")]),
});

/** What was made of a photo for one consumer. */
export const rendition = z.object({
  file: z.string(),
  bytes: count,
  width: count,
  height: count,
  checksum,
});
