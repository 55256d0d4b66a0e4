export const renditionFits = ["cover", "contain"] as const;
/**
 * How a picture comes into a rendition's size: `cover` fills it and cuts off what is over, the middle stays; `contain`
 * keeps the whole picture and stays within it. Neither enlarges.
 */
export type RenditionFit = (typeof renditionFits)[number];

/** One kind of resized copy that `--rendition` asks for; sizes in pixels. */
export interface RenditionSpec {
  /** `[a-z][a-z0-9]{0,15}`: it goes into column names and folders. */
  readonly name: string;
  readonly width: number;
  readonly height: number;
  readonly fit: RenditionFit;
  readonly maxBytes: number | undefined;
}

/** What a rendition's name may be. Source: the design's manifest. */
export const renditionNamePattern = "[a-z][a-z0-9]{0,15}";

/**
 * The way in which pixels and bytes are made. It goes up when the same options give other bytes than before, so that
 * renditions made the old way are made anew.
 */
const renditionMethod = 1;

/** What a rendition's bytes depend on besides the photo's: equal text means equal bytes. */
export function renditionKey({ width, height, fit, maxBytes }: RenditionSpec): string {
  return `${width}x${height},max-bytes=${maxBytes ?? "any"},fit=${fit},method=${renditionMethod}`;
}
