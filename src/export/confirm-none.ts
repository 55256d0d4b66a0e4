import { decideProbe, neededEvidence } from "../plan/answers.ts";
import type { FetchRequest } from "../tenant/port.ts";
import type { PassContext } from "./pass-context.ts";
import { answerContext, recordProbe } from "./probe-people.ts";
import { recordAnswer } from "./record-answer.ts";

/**
 * Asks for a photo that was said to be missing, alone, until `/photo` itself denied it twice. Batch answers are not
 * reliable enough to take a photo from somebody. Source: ErwanCondi/Azure-AD-Photo-Sync, photoAzUsers_Action.ps1.
 */
export async function confirmNone(context: PassContext, { objectId }: FetchRequest): Promise<void> {
  const { state, parts, stops } = context;
  const known = state.people.get(objectId);
  if (known === undefined) return;
  for (let evidence = known.record.evidence; evidence < neededEvidence; evidence += 1) {
    if (stops.soft.aborted) return;
    const outcome = await parts.tenant.probeAlone(objectId, stops.hard);
    const decision = decideProbe(outcome, answerContext(context, known));
    if (decision.do !== "confirmNone") return await recordProbe(context, { objectId, outcome });
  }
  await recordAnswer(context, objectId, "noneConfirmed");
}
