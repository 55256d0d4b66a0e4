import * as z from "zod";
import { results } from "../../src/compare/finding.ts";
import { psmaAttributeSets } from "../../src/model/psma-attributes.ts";
import { mimFileTypes, mimFormats } from "../../src/settings/mim-values.ts";
import {
  algorithm,
  change,
  checksum,
  count,
  formatVersion,
  milliseconds,
  objectId,
  path,
  pictureType,
  rendition,
  time,
} from "./parts.ts";
import { passResult } from "./pass.ts";

const pictureFault = z.object({
  fault: z.enum(["missing", "size", "checksum", "picture", "header"]),
  objectId,
  file: z.string(),
  found: z.string(),
});
const stateFault = z.object({ fault: z.literal("state"), objectId: objectId.optional(), found: z.string() });
const linkFault = z.object({
  fault: z.literal("link"),
  link: z.string().meta({ description: "a file of a by-name folder" }),
  objectId: objectId
    .optional()
    .meta({ description: "missing where the file should be gone, or the folder is another one" }),
  found: z.string(),
});
const historyFault = z.object({ fault: z.literal("history"), found: z.string() });

export const verifyDocument = z.object({
  formatVersion,
  out: path,
  rows: count,
  photos: count,
  renditions: count,
  links: count.optional().meta({ description: "files of the by-name folders; missing where a pass is changing them" }),
  keptFiles: count.meta({ description: "no longer listed, kept for slow readers; no fault" }),
  unknownFiles: z
    .array(z.string())
    .meta({ description: "files below photos/, renditions/ and the by-name folders that are not ours" }),
  faultsTotal: count,
  brokenPeople: z.array(objectId).meta({ description: "whom --repair would ask for again" }),
  faults: z
    .array(z.union([pictureFault, stateFault, historyFault, linkFault]))
    .meta({ description: "the first 10,000" }),
});

const properties = z.record(z.string(), z.string()).meta({ description: "the manifest's columns of the person" });

const photo = z.object({
  file: z.string(),
  checksum,
  metadataEtag: z.string().optional(),
  valueEtag: z.string().optional(),
  perceptualHash: z.string().optional(),
  transcoded: z.boolean(),
  renditions: z.record(z.string(), rendition.extend({ key: z.string() })),
  fetched: time.optional(),
  refetchDue: time.optional(),
});

const publishedRow = z.object({
  file: z.string().optional().meta({ description: "missing in a row without a photo" }),
  contentType: pictureType.optional(),
  bytes: count.optional(),
  width: count.optional(),
  height: count.optional(),
  checksumAlgorithm: algorithm.optional(),
  checksum: checksum.optional(),
  etag: z.string().optional(),
  modified: time.optional(),
  renditions: z.record(z.string(), rendition).optional(),
  properties,
});

const answerDetail = z.object({
  reason: z.string(),
  status: count.optional(),
  graphCode: z.string().optional(),
  message: z.string().optional(),
  tries: count.optional(),
});

const explained = z.object({
  objectId,
  userPrincipalName: z.string(),
  lastListedPass: count,
  missedListings: count,
  lastAskedPass: count.optional(),
  lastAsked: time.optional(),
  answer: z
    .enum(["photo", "unchanged", "none", "noneConfirmed", "noMailbox", "failed", "left", "outOfChoice"])
    .optional(),
  answerDetail: answerDetail.optional(),
  askedAgainBy: time
    .optional()
    .meta({ description: "with --recheck-within: when the next answer is due at the latest" }),
  photo: photo.optional().meta({ description: "the last accepted photo" }),
  published: publishedRow.optional().meta({ description: "the row in manifest.csv" }),
  mailbox: z.object({ hasPicture: z.boolean(), listedPass: count }).optional(),
});

export const explainDocument = z.object({
  formatVersion,
  people: z.array(explained).meta({ description: "those with the name; more than one only while a name moves" }),
});

const figures = z.object({
  pass: count,
  result: passResult,
  exitCode: count,
  startedAt: time,
  endedAt: time,
  elapsedMs: milliseconds,
  throttledMs: milliseconds,
  listed: count,
  withPhoto: count,
  withoutPhoto: count,
  noMailbox: count,
  failed: count,
  added: count,
  changed: count,
  removed: count,
  unchanged: count,
  downloaded: count,
  downloadedBytes: count,
  sequence: count.optional(),
  people: count.meta({ description: "everybody in the export" }),
  published: count.meta({ description: "those of them who have a published photo" }),
  coverage: z.number().nonnegative().optional().meta({ description: "percent, to one digit" }),
  publishedChanges: z.object({ added: count, changed: count, removed: count }),
  rows: count.meta({ description: "people whom the page lists" }),
  rowsLeftOut: count,
});

export const reportDocument = z.object({ formatVersion, path, bytes: count, figures });

const changesRead = z.object({
  formatVersion,
  since: count.meta({ description: "the changes begin after this sequence number" }),
  sequence: count.meta({ description: "and reach up to this one" }),
  changes: z.array(change),
});

/** A consumer that confirmed what it was handed. */
const acknowledged = z.object({
  formatVersion,
  consumer: z.string(),
  acknowledged: count.meta({ description: "the consumer's position from now on" }),
});

export const changesDocument = z.union([changesRead, acknowledged]);

const mimFileWritten = z.object({
  formatVersion,
  file: path,
  format: z.enum(mimFormats),
  type: z.enum(mimFileTypes),
  action: z.enum(["write", "template"]),
  objects: count,
  sequence: count,
  since: count.optional().meta({ description: "the position of the consumer before" }),
});

export const mimFileDocument = z.union([mimFileWritten, acknowledged]);

export const mimPsmaDocument = z.object({
  formatVersion,
  files: z.array(path),
  objectClass: z.string(),
  photo: z.string().meta({ description: "photo, or a rendition's name" }),
  attributes: z.enum(psmaAttributeSets),
  exportDirectory: path.nullable(),
});

export const renderDocument = z.object({
  formatVersion,
  file: path,
  contentType: pictureType,
  width: count,
  height: count,
  bytes: count,
  perceptualHash: z.string().optional(),
  renditions: z.array(
    z.object({ name: z.string(), file: path, width: count, height: count, bytes: count, quality: count }),
  ),
});

export const compareDocument = z.object({
  formatVersion,
  a: z.string(),
  b: z.string(),
  join: z.string(),
  photo: z.string(),
  distance: count,
  people: z.array(
    z.object({
      result: z.enum(results),
      key: z.string(),
      objectId: z.string().optional(),
      userPrincipalName: z.string().optional(),
      a: z.string().optional(),
      b: z.string().optional(),
      distance: count.optional().meta({ description: "bits of 64 in which the hashes differ" }),
      unlike: z.number().nonnegative().optional().meta({ description: "percent left when one is laid over the other" }),
      problem: z.string().optional(),
    }),
  ),
  counts: z.record(z.enum(results), count),
});
