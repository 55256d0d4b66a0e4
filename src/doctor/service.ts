import type { TokenClaims } from "../entra/token-claims.ts";
import type { GraphInspector } from "../graph/inspect.ts";
import type { ObjectId } from "../model/object-id.ts";
import type { HttpClient } from "../platform/http-types.ts";
import type { MailboxSource } from "../tenant/mailboxes.ts";
import type { Tenant } from "../tenant/port.ts";
import type { PortalPages } from "./seen.ts";
import type { Tally } from "./tally.ts";

/** A host that a pass calls, in the order of need; `probe` is asked without a token, and any answer of the service's own will do. */
export interface CalledHost {
  readonly check: "authority" | "graph" | "exchange";
  readonly probe: URL;
}

/** Until when the credential is good. Only the registration in Entra knows the end of a secret. */
export type CredentialKnown =
  | { readonly kind: "certificate"; readonly endsAtMs: number }
  /** `matches`: whether a registered secret with this hint may be the one in use. */
  | { readonly kind: "secret"; readonly matches: (hint: string) => boolean }
  | { readonly kind: "other" };

/** The first people of something that Graph lists, and of how many where it says so. */
export interface FirstPeople {
  readonly ids: readonly ObjectId[];
  readonly total: number | undefined;
}

/** The choice, as far as it is asked about. `asked`: how many keys of a list were. */
export interface ChosenPeople extends FirstPeople {
  readonly asked: number | undefined;
}

/** Everything that the doctor asks of the service; `src/connect-doctor.ts` puts it together. All of it only reads. */
export interface DoctorService {
  readonly hosts: readonly CalledHost[];
  readonly http: HttpClient;
  /** Counts every answer that came through `http`. */
  readonly answers: Tally;
  /** As HTTPS_PROXY and NO_PROXY would have it, credentials included: for a look of Node's own at the same hosts. */
  readonly proxyEnvironment: { readonly HTTPS_PROXY: string; readonly NO_PROXY: string } | undefined;
  /** The proxy without credentials. */
  readonly proxy: string | undefined;
  readonly tenantId: string;
  /** Undefined where a managed identity signs in. */
  readonly clientId: string | undefined;
  readonly credential: CredentialKnown;
  /** Whether what signs in holds a time of this machine's. */
  readonly signsWithTime: boolean;
  readonly portal: PortalPages | undefined;
  /** Gets a token; undefined where it says nothing about itself. Throws `signInFailed`, `unreachable`. */
  signIn(signal: AbortSignal): Promise<TokenClaims | undefined>;
  /** Anybody, with the columns asked for. Throws as a listing does. */
  anybody(top: number, signal: AbortSignal): Promise<FirstPeople>;
  /** The choice. Throws as a listing does. */
  chosen(top: number, signal: AbortSignal): Promise<ChosenPeople>;
  readonly photos: Pick<Tenant, "probePhotos" | "fetchPhotos">;
  /** Undefined unless the settings ask Exchange. */
  readonly mailboxes: MailboxSource | undefined;
  readonly graph: Pick<GraphInspector, "photoPolicy" | "registeredCredentials" | "ask" | "askBatch">;
  close(): Promise<void>;
}
