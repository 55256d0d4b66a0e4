import { promisify } from "node:util";
import { brotliDecompress, gunzip, inflate } from "node:zlib";
import { errnoOf } from "../errors.ts";
import { HttpFailure, type HttpRequest, type HttpResponse } from "./http-types.ts";

type Decode = (body: Uint8Array, options: { readonly maxOutputLength: number }) => Promise<Buffer>;

/**
 * The body with its `content-encoding` undone (gzip, deflate, br, also one upon the other).
 *
 * Throws `HttpFailure`: `truncated` for what does not decode, `tooLarge` for more than the request's `maxBytes`, `other`
 * for an encoding that nobody asked for.
 */
export async function decodeBody(answer: HttpResponse, { url, maxBytes }: HttpRequest): Promise<Uint8Array> {
  if (answer.body.byteLength === 0) return answer.body;
  let body = answer.body;
  // The first name was applied first. Source: RFC 9110, section 8.4.
  for (const encoding of namesOf(answer.headers["content-encoding"]).reverse()) {
    const decode = decoderOf(encoding);
    if (decode === undefined) throw new HttpFailure("other", url.host, `unknown content-encoding «${encoding}»`);
    body = await decode(body, { maxOutputLength: maxBytes }).catch((error: unknown) => {
      throw errnoOf(error) === "ERR_BUFFER_TOO_LARGE"
        ? new HttpFailure("tooLarge", url.host, `the answer is larger than ${maxBytes} bytes`, error)
        : new HttpFailure("truncated", url.host, `the answer's ${encoding} encoding is damaged or cut off`, error);
    });
  }
  return body;
}

function namesOf(header: string | undefined): string[] {
  return (header ?? "")
    .split(",")
    .map((name) => name.trim().toLowerCase())
    .filter((name) => name !== "" && name !== "identity");
}

function decoderOf(encoding: string): Decode | undefined {
  switch (encoding) {
    case "gzip":
    case "x-gzip":
      return promisify(gunzip);
    case "deflate":
      return promisify(inflate);
    case "br":
      return promisify(brotliDecompress);
    default:
      return undefined;
  }
}
