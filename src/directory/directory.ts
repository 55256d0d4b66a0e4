import { Attribute, Change } from "ldapts";
import { ExophotosError } from "../errors.ts";
import { type DirectoryAddress, directoryPeer } from "../model/directory.ts";
import { type DirectoryEntry, readEntry, valuesIn } from "./entry.ts";
import { type LastingParts, LastingSession } from "./lasting-session.ts";
import type { DirectoryAccess, Session } from "./open-session.ts";
import { messageOf, resultCode } from "./result-code.ts";

export interface ObjectSearch {
  /** RFC 4515; what is put into it must be escaped. */
  readonly filter: string;
  readonly attributes: readonly string[];
  /** A thousand unless given, which is all that a domain controller allows by itself. */
  readonly pageSize?: number;
}

/** What happens to an attribute: `add` fails where there is a value that this account cannot see. */
export type AttributeChange = "add" | "replace" | "delete";

const usualPage = 1_000;
/** In seconds; a domain controller allows no more by itself. */
const timeLimit = 120;

/**
 * A directory server. Whatever is asked of it is asked again on a new connection where the first one was lost, until it
 * has been away for `reconnectForMs`; `directoryUnreachable` then. Referrals are not followed.
 */
export class Directory implements AsyncDisposable {
  readonly address: DirectoryAddress;
  readonly #session: LastingSession;
  readonly #signal: AbortSignal;

  private constructor(address: DirectoryAddress, session: LastingSession, signal: AbortSignal) {
    this.address = address;
    this.#session = session;
    this.#signal = signal;
  }

  /** Connects once, without waiting for a server that is not there. Throws `directoryUnreachable`, `directorySignIn`. */
  static async open(access: DirectoryAccess, parts: LastingParts): Promise<Directory> {
    return new Directory(access.address, await LastingSession.open(access, parts), parts.signal);
  }

  /**
   * All objects below the base that match, page by page, to `onPage`. Where the connection is lost it begins again, so
   * that the same pages may come twice. Throws `directoryRefused`, `settingInvalid` for a base that is none.
   */
  async search(
    { filter, attributes, pageSize = usualPage }: ObjectSearch,
    onPage: (entries: readonly DirectoryEntry[]) => void | Promise<void>,
  ): Promise<void> {
    const { baseDn } = this.address;
    const options = { filter, attributes: [...attributes], explicitBufferAttributes: [...attributes], timeLimit };
    await this.#ask("search", async ({ client }) => {
      for await (const page of client.searchPaginated(baseDn, { ...options, paged: { pageSize } })) {
        this.#signal.throwIfAborted();
        await onPage(page.searchEntries.map(readEntry));
      }
    });
  }

  /** The values of an object's attribute; undefined where there is no such object any more. Throws `directoryRefused`. */
  async values(guid: string, attribute: string): Promise<readonly Buffer[] | undefined> {
    return await this.valuesAt(objectDn(guid), attribute);
  }

  /** The same, by where an object stands, as a search gave it. */
  async valuesAt(dn: string, attribute: string): Promise<readonly Buffer[] | undefined> {
    const attributes = [attribute];
    const options = { scope: "base" as const, attributes, explicitBufferAttributes: attributes, timeLimit };
    return this.#ask("read", async ({ client }) => {
      try {
        const { searchEntries } = await client.search(dn, options);
        const [entry] = searchEntries;
        return entry === undefined ? undefined : valuesIn(readEntry(entry), attribute);
      } catch (error) {
        if (resultCode(error) === 32) return undefined;
        throw error;
      }
    });
  }

  /** Changes one attribute. Throws the library's `ResultCodeError` where the server says no. */
  async change(guid: string, attribute: string, change: AttributeChange, values: readonly Uint8Array[]): Promise<void> {
    const modification = new Attribute({ type: attribute, values: values.map(asBuffer) });
    await this.#session.again(async ({ client }) => {
      await client.modify(objectDn(guid), new Change({ operation: change, modification }));
    });
  }

  async close(): Promise<void> {
    await this.#session.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #ask<T>(call: string, work: (session: Session) => Promise<T>): Promise<T> {
    try {
      return await this.#session.again(work);
    } catch (error) {
      throw askFailure(this.address, call, error);
    }
  }
}

function askFailure(address: DirectoryAddress, call: string, error: unknown): unknown {
  const code = resultCode(error);
  if (code === undefined) return error;
  const host = directoryPeer(address);
  const { baseDn } = address;
  const message = messageOf(error);
  // 10 referral, 32 noSuchObject, 34 invalidDNSyntax.
  if (call === "search" && (code === 10 || code === 32 || code === 34)) {
    const problem = `names «${baseDn}», which ${host} does not have (${message})`;
    return new ExophotosError("settingInvalid", { setting: "ldap", origin: undefined, problem }, error);
  }
  return new ExophotosError("directoryRefused", { host, call, code, message }, error);
}

/** Names an object wherever it stands and whatever it is called (MS-ADTS 3.1.1.3.1.2.4). */
function objectDn(guid: string): string {
  return `<GUID=${guid}>`;
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
