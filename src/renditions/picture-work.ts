import type { RenditionSpec } from "../model/rendition.ts";
import type { PictureProblem } from "./inspect-picture.ts";

/** What is to be made of one picture. */
export type PictureOrder =
  | {
      readonly make: "renditions";
      readonly renditions: readonly RenditionSpec[];
      /** Whether the perceptual hash is wanted as well. */
      readonly hash: boolean;
    }
  /** The same picture in its own size as a JPEG. */
  | { readonly make: "jpeg" }
  /** Nothing but how it looks. */
  | { readonly make: "look" };

/** How a picture looks, to hold against another's: of the square in its middle, in sRGB. */
export interface Look {
  /** 16 hex digits. Of a square picture it is the one that its renditions come with. */
  readonly perceptualHash: string;
  /** Red, green and blue of 32 by 32 areas, three bytes each, rows from top to bottom. */
  readonly colours: Uint8Array;
}

/** A picture in JPEG, in memory of its own. */
export interface MadePicture {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly width: number;
  readonly height: number;
  /** The JPEG quality that it was written with. */
  readonly quality: number;
}

/** Why nothing could be made of a picture. */
export type WorkProblem =
  | PictureProblem
  /** The header was right and the rest cannot be decoded, or only with damage. */
  | "undecodable"
  /** No quality and size gets it below the rendition's max-bytes. */
  | "doesNotFit"
  /** The worker ran past its time, or died. */
  | "tookTooLong"
  | "workerDied";

export type PictureResult =
  | {
      readonly kind: "made";
      /** By the rendition's name; a transcoded photo's is "jpeg". */
      readonly pictures: ReadonlyMap<string, MadePicture>;
      /** 16 hex digits; undefined where it was not asked for. */
      readonly perceptualHash: string | undefined;
      /** Where nothing but the look was asked for. */
      readonly look?: Look | undefined;
    }
  | {
      readonly kind: "refused";
      readonly problem: WorkProblem;
      /** The rendition that it was about; undefined where it was the picture itself. */
      readonly rendition: string | undefined;
      /** What went wrong, as a clause for the operator. */
      readonly message: string;
    };

/** Makes pictures of pictures. One order at a time; a picture that cannot be handled is a result, not an exception. */
export interface PictureWork {
  carryOut(bytes: Uint8Array, order: PictureOrder): Promise<PictureResult>;
}

/** The codecs' WebAssembly, compiled once and handed to every worker. */
export interface CodecModules {
  readonly jpegDecoder: WebAssembly.Module;
  readonly jpegEncoder: WebAssembly.Module;
}

/** Bytes to work on, or how to get them once there is room for them. */
export type PictureSource = Uint8Array | (() => Promise<Uint8Array>);

/** Many of them at once, in threads beside the pass. */
export interface PicturePool {
  /**
   * Waits until there is room, then for the result. The bytes are moved: whoever gives them must not look at them again.
   * Rejects only with what a source given as a function throws.
   */
  carryOut(source: PictureSource, order: PictureOrder): Promise<PictureResult>;
  close(): Promise<void>;
}
