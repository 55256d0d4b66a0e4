import { constants, createVerify } from "node:crypto";
import type { RequestListener } from "node:http";
import { createHttpClient } from "../../src/platform/http.ts";
import type { HttpClient } from "../../src/platform/http-types.ts";
import { createCertificateAuthority } from "../platform/certificate-authority.ts";
import { serveHttps } from "../platform/loopback.ts";

export interface TokenAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string;
}

/** A token endpoint under the test's control, with a client that trusts it and counts what else is called. */
export interface TokenServer {
  readonly authorityHost: URL;
  readonly http: HttpClient;
  /** The form fields of each token request. */
  readonly requests: readonly URLSearchParams[];
  /** `METHOD path` of everything that was called, and hosts other than the server's. */
  readonly calls: readonly string[];
  /** What the next requests get, in turn; granted tokens when there is nothing left. Reset by `answer()`. */
  answer(...answers: readonly (TokenAnswer | "hang" | "reset")[]): void;
  /** Called when a request that hangs has arrived. */
  onHang: () => void;
  close(): Promise<void>;
}

/** Grants «token-1», «token-2», … of `expiresIn` seconds. */
export async function startTokenServer({ expiresIn = 3600 } = {}): Promise<TokenServer> {
  const authority = createCertificateAuthority();
  const requests: URLSearchParams[] = [];
  const calls: string[] = [];
  let answers: (TokenAnswer | "hang" | "reset")[] = [];
  let granted = 0;

  const listener: RequestListener = (request, response) => {
    calls.push(`${request.method} ${(request.url ?? "").split("?")[0]}`);
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      requests.push(new URLSearchParams(Buffer.concat(chunks).toString()));
      const next = answers.shift();
      if (next === "hang") return void server.onHang();
      if (next === "reset") return void request.socket.destroy();
      if (next !== undefined) return void response.writeHead(next.status, next.headers).end(next.body);
      granted++;
      response.writeHead(200, { "content-type": "application/json" });
      response.end(
        JSON.stringify({
          token_type: "Bearer",
          expires_in: expiresIn,
          refresh_in: 1,
          access_token: `token-${granted}`,
        }),
      );
    });
  };

  const { url, close } = await serveHttps(authority.issue(["localhost"]), listener);
  const client = createHttpClient({ caCertificatesPem: [authority.certificatePem] });
  const server: TokenServer = {
    authorityHost: url,
    http: {
      send: (request) => {
        if (request.url.host !== url.host) calls.push(request.url.host);
        return client.send(request);
      },
      close: () => client.close(),
    },
    requests,
    calls,
    answer: (...next) => {
      answers = [...next];
    },
    onHang: () => {},
    close: async () => {
      await client.close();
      await close();
    },
  };
  return server;
}

/** An error as Entra words it. */
export function entraError(error: string, aadsts: number, status = 400): TokenAnswer {
  const ids = "Trace ID: 0000aaaa-11bb-cccc-dd22-eeeeee333333 Correlation ID: aaaa0000-bb11-2222-33cc-444444dddddd";
  return {
    status,
    headers: { "content-type": "application/json" },
    body: JSON.stringify({
      error,
      error_description: `AADSTS${aadsts}: Something is wrong. ${ids} Timestamp: 2025-01-02 03:04:05Z`,
      error_codes: [aadsts],
    }),
  };
}

export interface Assertion {
  readonly header: Readonly<Record<string, unknown>>;
  readonly claims: Readonly<Record<string, unknown>>;
  readonly isSignedBy: (certificatePem: string) => boolean;
}

/** Takes a PS256 client assertion apart. */
export function readAssertion(jwt: string): Assertion {
  const [header = "", claims = "", signature = ""] = jwt.split(".");
  const decode = (part: string): Record<string, unknown> => JSON.parse(Buffer.from(part, "base64url").toString());
  return {
    header: decode(header),
    claims: decode(claims),
    isSignedBy: (certificatePem) =>
      createVerify("sha256")
        .update(`${header}.${claims}`)
        .verify({ key: certificatePem, padding: constants.RSA_PKCS1_PSS_PADDING }, Buffer.from(signature, "base64url")),
  };
}
