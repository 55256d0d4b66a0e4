import type { TenantAccess } from "../tenant.ts";

/** Somebody else's client, and how it is used. */
export interface Peer {
  readonly name: string;
  /** The folder of its program, beside this file. */
  readonly folder: string;
  /** «node»: peer.ts, with the packages of its package.json; «dotnet»: a C# project. */
  readonly runBy: "node" | "dotnet";
  /** How its program goes about it, where it knows several ways. */
  readonly way: string;
  /** HTTP calls in flight. */
  readonly inFlight: number;
  /** Whether it remembers what it has, so that a warm pass is another than a cold one. */
  readonly keepsState: boolean;
}

/** What a peer's program is told, as JSON in its one argument. The tenant's certificate is trusted by its environment. */
export interface PeerTask {
  readonly access: TenantAccess;
  /** Photos go to `photos` in it, as <object id>.jpg; it may hold those of an earlier pass. */
  readonly folder: string;
  readonly inFlight: number;
  readonly way: string;
}

/** What a peer's program prints as the last line of its output, as it saw things itself. */
export interface PeerReport {
  /** People asked about. */
  readonly people: number;
  /** Photos written. */
  readonly photos: number;
  /** Photos that could not be had, other than by 404. */
  readonly failures: number;
  /** Calls of its client's functions. */
  readonly calls: number;
  /** From its first call, for the token, to its last file; loading its libraries does not count. */
  readonly elapsedMs: number;
}
