import { randomBytes, randomUUID } from "node:crypto";
import type { SignInRefusal } from "./sign-in.ts";

/** What the person does with a code: at once, or nothing until it expires. */
export type PersonDecision = "approve" | "decline" | "nothing";

/** How the next polls for a code are answered before the person's decision shows. */
export interface PollPlan {
  readonly slowDowns?: number;
  readonly pending?: number;
}

interface IssuedCode {
  readonly scope: string;
  expiresAtMs: number;
  slowDowns: number;
  pending: number;
}

/** What a poll comes to: the scope that was asked for, once the person has approved. */
export type PollOutcome = { readonly approved: string } | SignInRefusal;

/**
 * Device codes and what a test lets the person do with them.
 * Source: RFC 8628; MicrosoftDocs/entra-docs, identity-platform/v2-oauth2-device-code.md (names of the errors).
 */
export class DeviceCodes {
  /** Of new codes. RFC 8628's default is 5 seconds. */
  intervalSeconds = 5;
  lifetimeSeconds = 900;
  /** Codes handed out, and polls for them. */
  issued = 0;
  polls = 0;
  readonly #codes = new Map<string, IssuedCode>();
  readonly #secrets: string[] = [];
  #decision: PersonDecision = "nothing";
  #plan: PollPlan = {};

  /** What the person does with codes from now on, those that are out included. */
  decide(decision: PersonDecision, plan: PollPlan = {}): void {
    this.#decision = decision;
    this.#plan = plan;
    for (const code of this.#codes.values()) Object.assign(code, { slowDowns: 0, pending: 0, ...plan });
  }

  /** Makes all codes that are out expire now. */
  expire(): void {
    for (const code of this.#codes.values()) code.expiresAtMs = 0;
  }

  /** Device codes so far: none must be said by a client. */
  get secrets(): readonly string[] {
    return this.#secrets;
  }

  issue(scope: string): { readonly deviceCode: string; readonly userCode: string } {
    const deviceCode = randomBytes(24).toString("base64url");
    const expiresAtMs = Date.now() + this.lifetimeSeconds * 1000;
    this.#codes.set(deviceCode, { scope, expiresAtMs, slowDowns: 0, pending: 0, ...this.#plan });
    this.#secrets.push(deviceCode);
    this.issued += 1;
    return { deviceCode, userCode: randomUUID().slice(0, 8).toUpperCase() };
  }

  poll(deviceCode: string): PollOutcome {
    this.polls += 1;
    const code = this.#codes.get(deviceCode);
    if (code === undefined) {
      return { aadsts: 70018, error: "bad_verification_code", problem: "The device code is not known" };
    }
    if (code.expiresAtMs <= Date.now())
      return { aadsts: 70020, error: "expired_token", problem: "The code has expired" };
    if (code.slowDowns > 0) {
      code.slowDowns -= 1;
      return { aadsts: 70016, error: "slow_down", problem: "The client asks too often" };
    }
    if (code.pending > 0 || this.#decision === "nothing") {
      code.pending -= 1;
      return { aadsts: 70016, error: "authorization_pending", problem: "The person has not entered the code yet" };
    }
    this.#codes.delete(deviceCode);
    if (this.#decision === "approve") return { approved: code.scope };
    return { aadsts: 65004, error: "authorization_declined", problem: "The person declined" };
  }
}
