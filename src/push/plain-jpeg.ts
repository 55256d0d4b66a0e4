import { jpegSegments } from "../renditions/jpeg-segments.ts";

const app0 = 0xe0;
const lastApp = 0xef;
const adobe = 0xee;
const comment = 0xfe;
/** Not every viewer knows how to show them. */
const cmykComponents = 4;

/**
 * Whether a JPEG that the inspection took holds nothing but its picture: no Exif, no colour profile, no comment, nothing
 * behind its end. JFIF's and Adobe's short segments say how the pixels are to be read and may stay (JFIF 1.02; Adobe
 * Technical Note 5116).
 */
export function isPlainJpeg(bytes: Uint8Array): boolean {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (const { marker, content } of jpegSegments(buffer)) {
    if (marker === comment || (isFrame(marker) && content[5] === cmykComponents)) return false;
    if (marker < app0 || marker > lastApp) continue;
    const isJfif = marker === app0 && content.length === 14 && content.toString("latin1", 0, 5) === "JFIF\0";
    const isAdobe = marker === adobe && content.length === 12 && content.toString("latin1", 0, 5) === "Adobe";
    if (!isJfif && !isAdobe) return false;
  }
  return buffer.indexOf(Buffer.from([0xff, 0xd9]), 2) === buffer.length - 2;
}

/** ITU T.81, table B.1. */
function isFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
}
