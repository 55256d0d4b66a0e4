import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { isPhotoName, photoFile } from "../../src/manifest/photo-names.ts";
import { sampleId } from "./sample-rows.ts";

describe("the name of a photo", () => {
  it("carries the person, the content and the type", () => {
    const name = photoFile(sampleId(0x3f0c), "0123456789abcdef0123", "image/png");
    assert.equal(name, "photos/00/00003f0c-aaaa-4bbb-8ccc-000000003f0c-0123456789ab.png");
    assert.equal(isPhotoName(name), true);
  });

  it("is told from every other name", () => {
    const good = photoFile(sampleId(1), "0123456789ab", "image/jpeg");
    const others = [
      `../${good}`,
      `/${good}`,
      good.replace("photos/00/", "photos/01/"),
      good.replace("photos/00/", "photos/00/../00/"),
      good.replace("photos", "pictures"),
      good.toUpperCase(),
      good.replace(".jpg", ".exe"),
      `${good}.tmp`,
      good.replaceAll("/", "\\"),
      `${good}\n`,
      "manifest.csv",
    ];
    for (const name of others) assert.equal(isPhotoName(name), false, name);
  });
});
