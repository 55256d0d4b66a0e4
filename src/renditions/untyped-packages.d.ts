/** The parts in use of packages that come without types. */
declare module "omggif" {
  /** Sizes and offsets in pixels and bytes. Source: its omggif.js. */
  export interface GifFrame {
    readonly x: number;
    readonly y: number;
    readonly width: number;
    readonly height: number;
    readonly palette_offset: number | null;
    /** Where the code size and the data's blocks start. */
    readonly data_offset: number;
  }
  export class GifReader {
    constructor(bytes: Uint8Array);
    readonly width: number;
    readonly height: number;
    numFrames(): number;
    frameInfo(frame: number): GifFrame;
    decodeAndBlitFrameRGBA(frame: number, pixels: Uint8Array): void;
  }
}

declare module "jscolorengine" {
  interface Profile {
    readonly loaded: boolean;
    loadBinary(bytes: Uint8Array): void;
  }
  interface Transform {
    create(from: Profile, to: string, intent: number): void;
    /** One byte a channel in and out; with alpha it is carried over. */
    array(pixels: Uint8Array, inputHasAlpha: boolean, outputHasAlpha: boolean): Uint8ClampedArray;
  }
  const engine: {
    readonly Profile: new () => Profile;
    readonly Transform: new (options: { readonly dataFormat: "int8"; readonly buildLut?: boolean }) => Transform;
    readonly eIntent: { readonly relative: number };
  };
  export = engine;
}
