import type { FailureReason } from "../tenant/outcome.ts";
import type { Access, WideGroup } from "./sddl.ts";

/** What a TLS connection showed, whether its certificate is trusted or not. */
export interface TlsSeen {
  /** «TLSv1.3». */
  readonly protocol: string;
  /** The issuer of the server's certificate. */
  readonly issuer: string;
  readonly validToMs: number;
  /** Whether a well-known authority vouches for it. */
  readonly isPublic: boolean;
}

/** How a host is reached. */
export interface HostSeen {
  readonly host: string;
  /** Undefined where this machine cannot resolve the name, which a proxy may do in its stead. */
  readonly addresses: readonly string[] | undefined;
  readonly proxy: string | undefined;
  readonly tls: TlsSeen | undefined;
}

/** A permission that something needs: any one of `oneOf` does, the least first. */
export interface NeededPermission {
  readonly purpose: "photos" | "users" | "columns" | "group";
  readonly oneOf: readonly string[];
}

/** Pages of the cloud's portal about the app registration. */
export interface PortalPages {
  readonly permissions: string;
  readonly credentials: string;
}

/** A path that other accounts of the machine can read or write. */
export interface OpenPath {
  readonly path: string;
  readonly may: Access;
  readonly mode: string;
}

/** A path that the access control list of Windows lets a group of everybody read or write. */
export interface GrantedPath {
  readonly path: string;
  readonly may: Access;
  readonly to: readonly WideGroup[];
}

/** Why a photo could not be asked for. */
export interface PhotoFailure {
  readonly reason: FailureReason;
  readonly status: number | undefined;
  readonly graphCode: string | undefined;
}
