import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { createHttpClient, type HttpClientOptions } from "../../src/platform/http.ts";
import { HttpFailure, type HttpRequest } from "../../src/platform/http-types.ts";
import { createCertificateAuthority } from "./certificate-authority.ts";
import { type Loopback, type LoopbackProxy, serveHttps, serveProxy } from "./loopback.ts";

describe("the HTTP client behind a proxy", () => {
  const authority = createCertificateAuthority();
  let server: Loopback;
  let proxy: LoopbackProxy;

  before(async () => {
    server = await serveHttps(authority.issue(["localhost"]), (_, response) => response.end("through"));
    proxy = await serveProxy();
  });

  after(async () => {
    await proxy.close();
    await server.close();
  });

  async function send(options: HttpClientOptions, url: URL = server.url): Promise<string> {
    const client = createHttpClient({ caCertificatesPem: [authority.certificatePem], ...options });
    const { signal } = new AbortController();
    const request: HttpRequest = { method: "GET", url, headers: {}, timeoutMs: 10_000, maxBytes: 1000, signal };
    try {
      return Buffer.from((await client.send(request)).body).toString();
    } catch (error) {
      assert.ok(error instanceof HttpFailure, String(error));
      return error.kind;
    } finally {
      await client.close();
    }
  }

  it("tunnels to the host and checks its certificate", async () => {
    const before = proxy.tunnels.length;
    assert.equal(await send({ proxy: { url: proxy.url.href } }), "through");
    assert.deepEqual(proxy.tunnels.slice(before), [{ target: server.url.host, authorization: undefined }]);
    assert.equal(await send({ proxy: { url: proxy.url.href }, caCertificatesPem: [] }), "tls");
    const otherName = new URL(`https://other.invalid:${server.url.port}/`);
    assert.equal(await send({ proxy: { url: proxy.url.href } }, otherName), "tls");
  });

  it("brings its credentials to the proxy only", async () => {
    const credentials = { user: "someone", password: "p:wörd" };
    await send({ proxy: { url: proxy.url.href, basicCredentials: credentials } });
    const expected = `Basic ${Buffer.from("someone:p:wörd").toString("base64")}`;
    assert.equal(proxy.tunnels.at(-1)?.authorization, expected);
  });

  it("goes straight to the hosts of NO_PROXY", async () => {
    const before = proxy.tunnels.length;
    for (const noProxy of ["localhost", "example.com, localhost", `localhost:${server.url.port}`, "*"]) {
      assert.equal(await send({ proxy: { url: proxy.url.href }, noProxy }), "through", noProxy);
    }
    assert.equal(proxy.tunnels.length, before);
    await send({ proxy: { url: proxy.url.href }, noProxy: "localhost:1, host" });
    assert.equal(proxy.tunnels.length, before + 1);
  });

  it("reads no proxy from the environment", async () => {
    const saved = process.env;
    process.env = { ...saved, HTTPS_PROXY: "http://127.0.0.1:1", https_proxy: "http://127.0.0.1:1" };
    try {
      assert.equal(await send({}), "through");
    } finally {
      process.env = saved;
    }
  });

  it("calls it the proxy's failure when it refuses or cannot be reached", async () => {
    const gone = await serveProxy();
    await gone.close();
    assert.equal(await send({ proxy: { url: gone.url.href } }), "proxy");
    for (const refuseWith of [407, 403, 502]) {
      const refusing = await serveProxy({ refuseWith });
      assert.equal(await send({ proxy: { url: refusing.url.href } }), "proxy");
      await refusing.close();
    }
  });
});
