import assert from "node:assert/strict";
import { test } from "node:test";
import { createHttpClient } from "../../src/platform/http.ts";
import { createNoProxy } from "../../src/platform/http-no-proxy.ts";
import { createCertificateAuthority } from "../platform/certificate-authority.ts";
import { type LoopbackProxyOptions, serveHttps, serveProxy } from "../platform/loopback.ts";

const authority = createCertificateAuthority();
const proxies: readonly (readonly [string, LoopbackProxyOptions, string?])[] = [
  ["http, by an IPv4 address", {}],
  ["http, by an IPv6 address", { address: "::1" }],
  ["https, by a name", { certificate: authority.issue(["localhost"]) }, "localhost"],
  ["https, by an IPv4 address", { certificate: authority.issue(["127.0.0.1"]) }],
  ["https, by an IPv6 address", { certificate: authority.issue(["::1"]), address: "::1" }],
];

for (const [name, options, host] of proxies) {
  test(`A proxy is spoken to by ${name}`, async (t) => {
    const server = await serveHttps(authority.issue(["localhost"]), (_, response) => response.end("through"));
    t.after(() => server.close());
    const proxy = await serveProxy(options);
    t.after(() => proxy.close());
    const url = new URL(proxy.url);
    if (host !== undefined) url.hostname = host;
    const client = createHttpClient({ caCertificatesPem: [authority.certificatePem], proxy: { url: url.href } });
    t.after(() => client.close());
    const warnings = t.mock.method(process, "emitWarning", () => {});
    const { signal } = new AbortController();
    const request = { method: "GET", url: server.url, headers: {}, timeoutMs: 10_000, maxBytes: 1000, signal } as const;
    const answers = await Promise.all([client.send(request), client.send(request)]);
    assert.deepEqual(
      answers.map(({ body }) => Buffer.from(body).toString()),
      ["through", "through"],
    );
    assert.deepEqual(new Set(proxy.tunnels.map(({ target }) => target)), new Set([server.url.host]));
    assert.equal(warnings.mock.callCount(), 0);
  });
}

const noProxy: readonly (readonly [text: string, host: string, port: number, direct: boolean])[] = [
  ["", "graph.microsoft.com", 443, false],
  ["*", "graph.microsoft.com", 443, true],
  ["contoso.com, graph.microsoft.com", "graph.microsoft.com", 443, true],
  ["Microsoft.com", "graph.microsoft.com", 443, true],
  [".microsoft.com", "graph.microsoft.com", 443, true],
  ["*.microsoft.com", "GRAPH.microsoft.com", 443, true],
  ["soft.com", "graph.microsoft.com", 443, false],
  ["graph.microsoft.com:443", "graph.microsoft.com", 443, true],
  ["graph.microsoft.com:8443", "graph.microsoft.com", 443, false],
  ["10.1.2.3", "10.1.2.3", 443, true],
  ["10.1.2.0/24", "10.1.2.3", 443, false],
  ["::1", "::1", 443, true],
  ["[::1]", "::1", 443, true],
  ["[::1]:443", "[::1]", 443, true],
  ["[::1]:444", "::1", 443, false],
  ["2001:DB8:0:0::1", "[2001:db8::1]", 443, true],
];

for (const [text, host, port, direct] of noProxy) {
  test(`With NO_PROXY «${text}» ${host} on port ${port} is reached ${direct ? "directly" : "through the proxy"}`, () => {
    assert.equal(createNoProxy(text)(host, port), direct);
  });
}
