import { type RenditionFit, type RenditionSpec, renditionFits, renditionNamePattern } from "../model/rendition.ts";

/** What `--rendition` takes, for its message. */
export const renditionForm =
  "NAME=WIDTHxHEIGHT with ,max-bytes=N and ,fit=cover or ,fit=contain behind it, such as thumbnail=96x96,max-bytes=10240: " +
  "a name of up to 16 small letters and digits (not photo, none or a column such as mail), 1 to 4096 pixels, at least 1 byte";

const form = new RegExp(`^(${renditionNamePattern})=(\\d{1,4})x(\\d{1,4})((?:,[^,]*)*)$`);

/** Names that mean something else where a rendition can be named: other pictures, columns, or what every object has. */
const reservedNames: readonly string[] = [
  ...["photo", "none", "constructor"],
  ...["mail", "file", "bytes", "width", "height", "checksum", "etag", "modified"],
];

const largestEdge = 4096;

/** One `--rendition`; undefined for what is none. */
export function parseRendition(text: string): RenditionSpec | undefined {
  const [, name = "", width, height, rest = ""] = form.exec(text) ?? [];
  if (name === "" || reservedNames.includes(name)) return undefined;
  const options = parseOptions(rest.split(",").slice(1));
  const spec = { name, width: Number(width), height: Number(height) };
  const fits = [spec.width, spec.height].every((edge) => edge >= 1 && edge <= largestEdge);
  return fits && options !== undefined ? { ...spec, ...options } : undefined;
}

interface Options {
  readonly fit: RenditionFit;
  readonly maxBytes: number | undefined;
}

/** The options behind the size, each at most once. */
function parseOptions(words: readonly string[]): Options | undefined {
  let fit: RenditionFit | undefined;
  let maxBytes: number | undefined;
  for (const word of words) {
    const bytes = /^max-bytes=([1-9]\d{0,8})$/.exec(word)?.[1];
    const named = renditionFits.find((one) => word === `fit=${one}`);
    if (bytes !== undefined && maxBytes === undefined) maxBytes = Number(bytes);
    else if (named !== undefined && fit === undefined) fit = named;
    else return undefined;
  }
  return { fit: fit ?? "cover", maxBytes };
}
