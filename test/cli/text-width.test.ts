import assert from "node:assert/strict";
import { test } from "node:test";
import { fitted, textWidth } from "../../src/cli/text-width.ts";

test("Wide characters take two columns, marks and joiners none", () => {
  assert.equal(textWidth("Zoë"), 3);
  assert.equal(textWidth("Zoe\u0308"), 3);
  assert.equal(textWidth("D:\\写真"), 7);
  assert.equal(textWidth("👩‍🚀 ok"), 5);
  assert.equal(textWidth("﹏\u200b"), 2);
});

test("A text is cut between characters, never within a wide one", () => {
  assert.equal(fitted("写真です", 8), "写真です");
  assert.equal(fitted("写真です", 7), "写真で");
  assert.equal(fitted("ab👩‍🚀c", 3), "ab");
});
