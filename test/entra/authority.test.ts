import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { parseAuthorityHost } from "../../src/entra/authority.ts";
import { clouds } from "../../src/entra/clouds.ts";

describe("an authority host", () => {
  for (const text of [
    "login.microsoftonline.us",
    "https://login.microsoftonline.us",
    "https://login.microsoftonline.us/",
    " HTTPS://Login.MicrosoftOnline.us// ",
  ]) {
    it(`may be written «${text}»`, () => {
      assert.equal(parseAuthorityHost(text)?.href, "https://login.microsoftonline.us/");
    });
  }

  it("may have a port", () => {
    assert.equal(parseAuthorityHost("localhost:8443")?.href, "https://localhost:8443/");
  });

  for (const text of [
    "",
    "http://login.microsoftonline.com",
    "ftp://login.microsoftonline.com",
    "https://user:password@login.microsoftonline.com",
    "user@login.microsoftonline.com",
    "https://login.microsoftonline.com/tenant",
    "https://login.microsoftonline.com?x",
    "two words",
  ]) {
    it(`cannot be «${text}»`, () => {
      assert.equal(parseAuthorityHost(text), undefined);
    });
  }

  it("of each cloud is one", () => {
    for (const { authorityHost } of Object.values(clouds)) {
      assert.equal(parseAuthorityHost(authorityHost)?.origin, authorityHost);
    }
  });
});
