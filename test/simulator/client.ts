import { Agent, request } from "undici";
import type { SimulatedTenant } from "../../src/simulator/start.ts";

/** A whole answer; `json` is its body when that is JSON. */
export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly bytes: Buffer;
  readonly json: unknown;
}

/** Asks a simulated tenant the way a plain HTTPS client does, with a token once it has one. */
export class Client {
  readonly #tenant: SimulatedTenant;
  readonly #agent: Agent;
  token = "";

  constructor(tenant: SimulatedTenant) {
    this.#tenant = tenant;
    this.#agent = new Agent({ connect: { ca: tenant.caCertificatePem } });
  }

  async signIn(form: Readonly<Record<string, string>> = {}): Promise<Reply> {
    const { tenantId, clientId, clientSecret, graphEndpoint } = this.#tenant;
    const fields = {
      grant_type: "client_credentials",
      client_id: clientId,
      client_secret: clientSecret,
      scope: `${graphEndpoint}/.default`,
      ...form,
    };
    const reply = await this.post(`/${tenantId}/oauth2/v2.0/token`, new URLSearchParams(fields).toString(), {
      "content-type": "application/x-www-form-urlencoded",
    });
    const token = field(reply.json, "access_token");
    if (typeof token === "string") this.token = token;
    return reply;
  }

  get(path: string, headers: Readonly<Record<string, string>> = {}): Promise<Reply> {
    return this.#send("GET", path, headers);
  }

  post(path: string, body: string, headers: Readonly<Record<string, string>>): Promise<Reply> {
    return this.#send("POST", path, headers, body);
  }

  /** Sets or removes something. */
  write(method: "PUT" | "PATCH" | "DELETE", path: string, body?: Buffer, contentType?: string): Promise<Reply> {
    return this.#send(method, path, contentType === undefined ? {} : { "content-type": contentType }, body);
  }

  /** A batch of GETs; ids are "1", "2", … unless given. */
  batch(urls: readonly string[], ids: readonly string[] = urls.map((_, index) => String(index + 1))): Promise<Reply> {
    const requests = urls.map((url, index) => ({ id: ids[index], method: "GET", url }));
    return this.post("/v1.0/$batch", JSON.stringify({ requests }), { "content-type": "application/json" });
  }

  close(): Promise<void> {
    return this.#agent.close();
  }

  async #send(
    method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE",
    path: string,
    headers: Readonly<Record<string, string>>,
    body?: string | Buffer,
  ): Promise<Reply> {
    const authorization = this.token === "" ? {} : { authorization: `Bearer ${this.token}` };
    const url = path.startsWith("https:") ? path : `${this.#tenant.graphEndpoint}${path}`;
    const response = await request(url, {
      method,
      dispatcher: this.#agent,
      headers: { ...authorization, ...headers },
      ...(body === undefined ? {} : { body }),
    });
    const bytes = Buffer.from(await response.body.arrayBuffer());
    return { status: response.statusCode, headers: response.headers, bytes, json: parseJson(bytes) };
  }
}

/** A field of a JSON value, by its path. */
export function field(value: unknown, ...path: readonly (string | number)[]): unknown {
  let found = value;
  for (const name of path) {
    if (typeof found !== "object" || found === null) return undefined;
    found = (found as Readonly<Record<string | number, unknown>>)[name];
  }
  return found;
}

/** A field that is a list. */
export function list(value: unknown, ...path: readonly (string | number)[]): readonly unknown[] {
  const found = field(value, ...path);
  return Array.isArray(found) ? found : [];
}

function parseJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString());
  } catch {
    return undefined;
  }
}
