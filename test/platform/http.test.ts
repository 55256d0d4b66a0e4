import assert from "node:assert/strict";
import type { RequestListener } from "node:http";
import { createServer } from "node:net";
import { after, before, describe, it } from "node:test";
import { brotliCompressSync, deflateSync, gzipSync } from "node:zlib";
import { createHttpClient } from "../../src/platform/http.ts";
import { type HttpClient, HttpFailure, type HttpFailureKind, type HttpRequest } from "../../src/platform/http-types.ts";
import { type CertificateAuthority, createCertificateAuthority } from "./certificate-authority.ts";
import { type Loopback, serveHttps } from "./loopback.ts";

describe("the HTTP client", () => {
  const authority: CertificateAuthority = createCertificateAuthority();
  const certificate = authority.issue(["localhost"]);
  const routes = new Map<string, RequestListener>();
  let server: Loopback;
  let client: HttpClient;

  before(async () => {
    server = await serveHttps(certificate, (request, response) => {
      const route = routes.get(request.url ?? "");
      if (route === undefined) response.writeHead(404).end();
      else route(request, response);
    });
    client = createHttpClient({ caCertificatesPem: [authority.certificatePem] });
  });

  after(async () => {
    await client.close();
    await server.close();
  });

  function get(path: string, changes: Partial<HttpRequest> = {}): HttpRequest {
    return {
      method: "GET",
      url: new URL(path, server.url),
      headers: {},
      timeoutMs: 10_000,
      maxBytes: 5_000_000,
      signal: new AbortController().signal,
      ...changes,
    };
  }

  async function failure(request: HttpRequest, using: HttpClient = client): Promise<HttpFailure> {
    try {
      await using.send(request);
    } catch (error) {
      assert.ok(error instanceof HttpFailure, String(error));
      assert.equal(error.host, request.url.host);
      return error;
    }
    return assert.fail("the call did not fail");
  }

  async function assertFails(kind: HttpFailureKind, request: HttpRequest, using?: HttpClient): Promise<void> {
    const failed = await failure(request, using);
    assert.equal(failed.kind, kind, failed.message);
  }

  it("sends method, headers and body and returns status, lower-case headers and body", async () => {
    routes.set("/echo?a=b%20c", (request, response) => {
      const chunks: Buffer[] = [];
      request.on("data", (chunk: Buffer) => chunks.push(chunk));
      request.on("end", () => {
        response.writeHead(201, {
          "X-Method": request.method,
          "X-Sent": request.headers["x-sent"],
          "X-Two": ["a", "b"],
        });
        response.end(Buffer.concat(chunks));
      });
    });
    const body = Buffer.from("grüße");
    const answer = await client.send(get("/echo?a=b%20c", { method: "POST", headers: { "x-sent": "yes" }, body }));
    assert.equal(answer.status, 201);
    assert.equal(answer.headers["x-method"], "POST");
    assert.equal(answer.headers["x-sent"], "yes");
    assert.equal(answer.headers["x-two"], "a, b");
    assert.deepEqual(Buffer.from(answer.body), body);
  });

  it("returns an answer of any status, and follows no redirect", async () => {
    routes.set("/moved", (_, response) => response.writeHead(302, { location: "/echo" }).end());
    assert.equal((await client.send(get("/moved"))).status, 302);
    assert.equal((await client.send(get("/nowhere"))).status, 404);
  });

  it("keeps a connection for the next call", async () => {
    const ports = new Set<number | undefined>();
    routes.set("/port", (request, response) => {
      ports.add(request.socket.remotePort);
      response.end("x");
    });
    const alone = createHttpClient({ caCertificatesPem: [authority.certificatePem], maxConnections: 1 });
    await alone.send(get("/port"));
    await Promise.all([alone.send(get("/port")), alone.send(get("/port"))]);
    await alone.close();
    assert.equal(ports.size, 1);
  });

  it("returns a photo of megabytes byte for byte", async () => {
    const photo = Buffer.alloc(4_000_000, "\u00ff\u0000abc", "latin1");
    routes.set("/photo", (_, response) => response.end(photo));
    assert.ok(photo.equals((await client.send(get("/photo"))).body));
  });

  it("decodes gzip, which it asks for, and deflate, br and one upon the other", async () => {
    const text = "x".repeat(10_000);
    let asked: unknown;
    const encode = (name: string, body: Buffer): RequestListener => {
      return (request, response) => {
        asked = request.headers["accept-encoding"];
        response.writeHead(200, { "content-encoding": name }).end(body);
      };
    };
    routes.set("/gzip", encode("gzip", gzipSync(text)));
    routes.set("/deflate", encode("deflate", deflateSync(text)));
    routes.set("/br", encode("br", brotliCompressSync(text)));
    routes.set("/both", encode("br, gzip", gzipSync(brotliCompressSync(text))));
    for (const path of ["/gzip", "/deflate", "/br", "/both"]) {
      assert.equal(Buffer.from((await client.send(get(path))).body).toString(), text, path);
    }
    assert.equal(asked, "gzip");
  });

  it("calls damaged or cut-off gzip truncated, an unknown encoding other", async () => {
    routes.set("/garbage", (_, response) => response.writeHead(200, { "content-encoding": "gzip" }).end("no gzip"));
    routes.set("/half", (_, response) => {
      response.writeHead(200, { "content-encoding": "gzip" }).end(gzipSync("abc".repeat(99)).subarray(0, 20));
    });
    routes.set("/zip", (_, response) => response.writeHead(200, { "content-encoding": "zip" }).end("x"));
    await assertFails("truncated", get("/garbage"));
    await assertFails("truncated", get("/half"));
    await assertFails("other", get("/zip"));
  });

  it("refuses an answer above maxBytes: announced, streamed or unpacked", async () => {
    routes.set("/announced", (_, response) => response.writeHead(200, { "content-length": "1001" }).write("x"));
    routes.set("/streamed", (_, response) => {
      for (let i = 0; i < 20; i++) response.write("x".repeat(100));
    });
    routes.set("/bomb", (_, response) => {
      response.writeHead(200, { "content-encoding": "gzip" }).end(gzipSync("x".repeat(1001)));
    });
    routes.set("/fits", (_, response) => response.end("x".repeat(1000)));
    for (const path of ["/announced", "/streamed", "/bomb"]) {
      await assertFails("tooLarge", get(path, { maxBytes: 1000 }));
    }
    assert.equal((await client.send(get("/fits", { maxBytes: 1000 }))).body.byteLength, 1000);
  });

  it("calls an answer that ends early truncated, one that never began reset", async () => {
    routes.set("/short", (_, response) => {
      response.writeHead(200, { "content-length": "100" }).write("half", () => response.socket?.end());
    });
    routes.set("/chunked", (_, response) => {
      response.writeHead(200).write("half", () => response.socket?.end());
    });
    routes.set("/closed", (request) => request.socket.end());
    await assertFails("truncated", get("/short"));
    await assertFails("truncated", get("/chunked"));
    await assertFails("reset", get("/closed"));
  });

  it("calls a connection that is torn down in mid-body reset or truncated, and goes on with the next call", async () => {
    routes.set("/torn", (_, response) => {
      response.writeHead(200, { "content-length": "100" }).write("half", () => response.socket?.destroy());
    });
    const failed = await failure(get("/torn"));
    assert.ok(failed.kind === "reset" || failed.kind === "truncated", failed.kind);
    assert.equal((await client.send(get("/fits"))).status, 200);
  });

  it("times out before the answer and within the body", async () => {
    routes.set("/never", () => {});
    routes.set("/stuck", (_, response) => response.writeHead(200, { "content-length": "100" }).write("half"));
    await assertFails("timeout", get("/never", { timeoutMs: 50 }));
    await assertFails("timeout", get("/stuck", { timeoutMs: 50 }));
  });

  it("throws the reason of an aborted signal, before and during the call", async () => {
    const reason = new Error("enough");
    await assert.rejects(client.send(get("/fits", { signal: AbortSignal.abort(reason) })), reason);
    const controller = new AbortController();
    routes.set("/abort", (_, response) => {
      response.writeHead(200, { "content-length": "100" }).write("half", () => controller.abort(reason));
    });
    await assert.rejects(client.send(get("/abort", { signal: controller.signal })), reason);
  });

  it("ends calls in flight when it is closed", async () => {
    const closing = createHttpClient({ caCertificatesPem: [authority.certificatePem] });
    routes.set("/closing", () => void closing.close());
    await assertFails("other", get("/closing"), closing);
  });

  it("names what kept it from connecting: a refused connection, a plain http URL", async () => {
    const closed = await serveHttps(certificate, () => {});
    await closed.close();
    await assertFails("refused", get("/", { url: closed.url }));
    await assertFails("other", get("/", { url: new URL("http://localhost/") }));
  });

  it("trusts only known authorities, only for the right name, only from TLS 1.2", async () => {
    const stranger = createHttpClient();
    await assertFails("tls", get("/fits"), stranger);
    await stranger.close();
    await assertFails("tls", get("/fits", { url: new URL(`https://127.0.0.1:${server.url.port}/fits`) }));
    const old = await serveHttps({ ...certificate, maxVersion: "TLSv1.1" }, (_, response) => response.end());
    await assertFails("tls", get("/", { url: old.url }));
    await old.close();
  });

  it("calls a server that speaks no TLS a TLS failure", async () => {
    const plain = createServer((socket) => socket.end("HTTP/1.1 200 OK\r\n\r\n").on("error", () => {}));
    await new Promise<void>((resolve) => plain.listen(0, "127.0.0.1", resolve));
    const address = plain.address();
    assert.ok(address !== null && typeof address === "object");
    await assertFails("tls", get("/", { url: new URL(`https://localhost:${address.port}/`) }));
    plain.close();
  });

  it("refuses an authority that is no certificate", () => {
    assert.throws(() =>
      createHttpClient({ caCertificatesPem: ["-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----"] }),
    );
  });
});
