import type { Size } from "./geometry.ts";
import { UnusablePicture } from "./unusable-picture.ts";

/** What @cwasm/jpeg-turbo's WebAssembly offers: parts of the TurboJPEG API in C (turbojpeg.h). Pointers are numbers. */
interface TurboJpeg {
  readonly memory: WebAssembly.Memory;
  malloc(bytes: number): number;
  free(pointer: number): void;
  tjInitDecompress(): number;
  tjDestroy(handle: number): number;
  tjDecompress2(
    handle: number,
    jpeg: number,
    jpegBytes: number,
    to: number,
    width: number,
    pitch: number,
    height: number,
    pixelFormat: number,
    flags: number,
  ): number;
}

/** TJPF_RGBA and TJPF_CMYK, both with four bytes a pixel (turbojpeg.h). */
const pixelFormats = { rgba: 7, cmyk: 11 } as const;
export type JpegPixels = keyof typeof pixelFormats;

/** WebAssembly memory never shrinks: an instance that had a large picture is not kept. In bytes. */
const mostMemoryKept = 64 * 1024 * 1024;

export interface JpegDecoder {
  /**
   * The pixels, four bytes each, in memory of their own. `size` is the picture's own size divided by 1, 2, 4 or 8 and
   * rounded up: libjpeg then decodes into that size. Throws UnusablePicture for a picture with any damage.
   */
  decode(jpeg: Buffer, size: Size, pixels: JpegPixels): Buffer;
}

/** Decodes with libjpeg-turbo. A fatal error leaves an instance unusable, so the next picture gets a new one. */
export function createJpegDecoder(module: WebAssembly.Module): JpegDecoder {
  let kept: TurboJpeg | undefined;
  return {
    decode(jpeg, size, pixels) {
      const turbo = kept ?? instantiate(module);
      kept = undefined;
      const data = decodeWith(turbo, jpeg, size, pixels);
      if (turbo.memory.buffer.byteLength <= mostMemoryKept) kept = turbo;
      return data;
    },
  };
}

function decodeWith(turbo: TurboJpeg, jpeg: Buffer, { width, height }: Size, pixels: JpegPixels): Buffer {
  const length = width * height * 4;
  const from = allocate(turbo, jpeg.length);
  const to = allocate(turbo, length);
  const handle = turbo.tjInitDecompress();
  if (handle === 0) throw outOfMemory();
  new Uint8Array(turbo.memory.buffer).set(jpeg, from);
  const format = pixelFormats[pixels];
  const status = turbo.tjDecompress2(handle, from, jpeg.length, to, width, width * 4, height, format, 0);
  // The memory may have grown, which leaves earlier views empty. A status that is not 0 is a warning of libjpeg's.
  const data = status === 0 ? Buffer.from(turbo.memory.buffer.slice(to, to + length)) : undefined;
  turbo.tjDestroy(handle);
  turbo.free(to);
  turbo.free(from);
  if (data === undefined) throw new UnusablePicture("undecodable", "its data is damaged or ends early");
  return data;
}

function allocate(turbo: TurboJpeg, bytes: number): number {
  const pointer = turbo.malloc(bytes);
  if (pointer === 0) throw outOfMemory();
  // WebAssembly hands pointers out as signed numbers.
  return pointer >>> 0;
}

function outOfMemory(): UnusablePicture {
  return new UnusablePicture("undecodable", "the decoder has not enough memory for it");
}

function instantiate(module: WebAssembly.Module): TurboJpeg {
  const succeed = () => 0;
  const instance = new WebAssembly.Instance(module, {
    env: {
      setjmp: succeed,
      longjmp() {
        throw new UnusablePicture("undecodable", "it is no JPEG that libjpeg can read");
      },
    },
    wasi_snapshot_preview1: {
      proc_exit() {
        throw new UnusablePicture("undecodable", "the decoder gave up on it");
      },
      environ_sizes_get: (count: number, bytes: number) => writeNumbers([count, 0], [bytes, 0]),
      environ_get: succeed,
      fd_close: succeed,
      fd_seek: succeed,
      fd_write: (_file: number, parts: number, count: number, written: number) =>
        writeNumbers([written, lengthOfParts(parts, count)]),
    },
  });
  const turbo = instance.exports as unknown as TurboJpeg;
  return turbo;

  function writeNumbers(...values: readonly (readonly [pointer: number, value: number])[]): number {
    const view = new DataView(turbo.memory.buffer);
    for (const [pointer, value] of values) view.setUint32(pointer, value, true);
    return 0;
  }

  /** How many bytes a message has. All are taken for written, or the C library would write them again and again. */
  function lengthOfParts(parts: number, count: number): number {
    const view = new DataView(turbo.memory.buffer);
    let bytes = 0;
    for (let part = 0; part < count; part += 1) bytes += view.getUint32(parts + 8 * part + 4, true);
    return bytes;
  }
}
