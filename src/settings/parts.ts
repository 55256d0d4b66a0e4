import type { ChecksumAlgorithm } from "../model/checksum.ts";
import type { DiscoverMode } from "../model/discover.ts";
import type { FileMode } from "../model/file-mode.ts";
import type { LinkSpec } from "../model/link.ts";
import type { PhotoSize } from "../model/photo-size.ts";
import type { RenditionSpec } from "../model/rendition.ts";
import type { OriginOf } from "./origin.ts";
import type {
  Cloud,
  Encoding,
  LogFormat,
  ManagedIdentity,
  MaxDelete,
  RowsMode,
  StoreLocation,
  ValueBy,
} from "./values.ts";

/** How to prove to Entra who is calling. Files are read already; `origin` says in words where the credential came from. */
export type CredentialSettings =
  | { readonly kind: "secret"; readonly secret: string; readonly origin: string }
  | {
      readonly kind: "certificate";
      readonly path: string;
      /** The file as it is: PEM or PFX. */
      readonly contents: Uint8Array;
      readonly password: string | undefined;
      readonly origin: string;
    }
  | {
      readonly kind: "storeCertificate";
      /** Upper-case hex, of SHA-1 or SHA-256. */
      readonly thumbprint: string;
      /** In the order to look. */
      readonly stores: readonly StoreLocation[];
      readonly origin: string;
    }
  /** The file is read when a token is needed, each time. */
  | { readonly kind: "federatedToken"; readonly path: string; readonly origin: string }
  | { readonly kind: "managedIdentity"; readonly identity: ManagedIdentity; readonly origin: string }
  /** A person's sign-in, kept by `login`. */
  | { readonly kind: "delegated"; readonly cachePath: string; readonly origin: string };

export interface SignInSettings {
  /** GUID in lower case. */
  readonly tenant: string;
  /** Undefined only where a managed identity signs in, which has its own. */
  readonly clientId: string | undefined;
  readonly credential: CredentialSettings;
  readonly cloud: Cloud;
  /** An https URL in place of the cloud's own. */
  readonly authorityHost: string | undefined;
  /** Graph's root, an https URL without version and trailing slash, in place of the cloud's own. */
  readonly graphEndpoint: string | undefined;
  /** Exchange Online's root, in the same form. */
  readonly exchangeEndpoint: string | undefined;
}

export interface NetworkSettings {
  /** One or more PEM certificates to trust beside the well-known ones. */
  readonly caCertificatePem: string | undefined;
  readonly proxy: ProxySettings | undefined;
  /** Hosts that are reached without the proxy, as NO_PROXY writes them. */
  readonly noProxy: string | undefined;
}

export interface ProxySettings {
  /** http or https URL without user info. */
  readonly url: string;
  readonly credentials: { readonly user: string; readonly password: string } | undefined;
}

export interface TrafficSettings {
  /** HTTP calls in flight, a ceiling. */
  readonly concurrency: "auto" | number;
  readonly valueBy: ValueBy;
  /** The longest Retry-After that is waited for. */
  readonly maxWaitMs: number;
}

/** The people that a pass is about. */
export type ChoiceSettings =
  | { readonly kind: "everyone" }
  | { readonly kind: "filter"; readonly filter: string }
  | { readonly kind: "group"; readonly groupId: string }
  | { readonly kind: "usersFrom"; readonly path: string };

export interface PassSettings {
  /** A local folder for state.db in place of OUT/.exophotos. */
  readonly stateDir: string | undefined;
  readonly choice: ChoiceSettings;
  /** Object ids or userPrincipalNames of the only people to refresh; empty = everyone chosen. */
  readonly only: readonly string[];
  readonly discover: DiscoverMode;
  readonly checksum: ChecksumAlgorithm;
  readonly size: PhotoSize;
  readonly renditions: readonly RenditionSpec[];
  readonly transcode: boolean;
  readonly rows: RowsMode;
  readonly basicColumns: boolean;
  /** Graph user properties to append as columns. */
  readonly columns: readonly string[];
  readonly encoding: Encoding;
  /** One character. */
  readonly delimiter: string;
  /** Undefined = the larger of 20 and 10 % of the rows last published. */
  readonly maxDelete: MaxDelete | undefined;
  /** Files that get a copy of manifest.csv once it is published. */
  readonly manifestCopies: readonly string[];
  /** The by-name folders. */
  readonly links: readonly LinkSpec[];
  /** Of new files in OUT, where files have modes. */
  readonly fileMode: FileMode;
  /** A file for the pass's figures, in the Prometheus text format. */
  readonly metrics: string | undefined;
  /** An HTML page of the pass. */
  readonly report: string | undefined;
  readonly deadlineMs: number | undefined;
  readonly refreshAfterMs: number;
  /** Undefined = everybody is asked in every pass. */
  readonly recheckWithinMs: number | undefined;
  readonly keepFilesMs: number;
  readonly keepChangesMs: number;
  readonly full: boolean;
  readonly dryRun: boolean;
  readonly rebuildState: boolean;
}

export interface ConsoleSettings {
  /** Standard output carries one JSON document and nothing else. */
  readonly json: boolean;
  readonly logFormat: LogFormat;
  readonly quiet: boolean;
  readonly verbose: boolean;
}

/** What all verbs' settings have. Values are frozen. */
export interface CommonSettings {
  readonly console: ConsoleSettings;
  /** Where a setting came from, in words: «--out», «exophotos.json, key "out"», «default». */
  readonly originOf: OriginOf;
}
