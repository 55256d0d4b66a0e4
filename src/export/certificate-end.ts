import type { PassContext } from "./pass-context.ts";

const dayMs = 86_400_000;
/** Time enough for whoever may change the app registration. */
const noticeDays = 30;

/** Says, pass after pass, that the certificate ends soon. */
export function noticeCertificateEnd({ parts, progress, startedAtMs }: PassContext): void {
  if (parts.certificateEndsAt === undefined) return;
  const days = Math.floor((parts.certificateEndsAt.getTime() - startedAtMs) / dayMs);
  if (days >= noticeDays) return;
  progress.notice({ notice: "certificateEnds", endsAt: parts.certificateEndsAt.toISOString(), days });
}
