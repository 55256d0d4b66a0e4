import assert from "node:assert/strict";
import { test } from "node:test";
import { classify } from "../../src/graph/classify.ts";
import { readErrorBody } from "../../src/graph/error-body.ts";

const imageNotFound = "Exception of type 'Microsoft.Fast.Profile.Core.Exception.ImageNotFoundException' was thrown.";
const graphError = (code: string, message = "") => ({ error: { code, message } });

/** Status, body, and what they mean: each form that the sources name. */
const forms: readonly (readonly [string, number, unknown, string])[] = [
  ["ImageNotFound", 404, graphError("ImageNotFound", imageNotFound), "none imageNotFound"],
  ["ErrorEntityNotFound", 404, graphError("ErrorEntityNotFound", imageNotFound), "none imageNotFound"],
  ["ErrorItemNotFound", 404, graphError("ErrorItemNotFound", "The photo wasn't found."), "none itemNotFound"],
  ["GetUserPhoto", 404, graphError("GetUserPhoto", "The photo wasn't found."), "none itemNotFound"],
  ["ConsumerPhotoIsNotSupported", 404, graphError("ConsumerPhotoIsNotSupported"), "none notSupported"],
  ["a code that nobody has reported", 404, graphError("SomethingNew"), "none itemNotFound"],
  ["an empty body", 404, undefined, "none emptyAnswer"],
  ["a null body", 404, null, "none emptyAnswer"],
  ["a text body", 404, "The photo wasn't found.", "none emptyAnswer"],
  ["ProfileNotFoundException", 404, graphError("UnknownError", "..ProfileNotFoundException.."), "none profileNotFound"],
  [
    "a profile error inside an UnknownError",
    404,
    graphError(
      "UnknownError",
      '{"errorCode":"ErrorUserResolutionFailedUserDoesNotExist","message":"..ProfileNotFoundException.."}',
    ),
    "noMailbox notProvisioned",
  ],
  [
    "the same with a status that is no 404",
    500,
    graphError("UnknownError", '{"errorCode":"ErrorUserResolutionFailedUserDoesNotExist","message":"x"}'),
    "noMailbox notProvisioned",
  ],
  [
    "an envelope inside an UnknownError",
    404,
    graphError("UnknownError", '{"error":{"code":"OrganizationFromTenantGuidNotFound","message":"x"}}'),
    "noMailbox noExchange",
  ],
  ["ErrorNonExistentMailbox", 404, graphError("ErrorNonExistentMailbox"), "noMailbox notProvisioned"],
  ["ErrorNonExistentMailbox as 400", 400, graphError("ErrorNonExistentMailbox"), "noMailbox notProvisioned"],
  ["MailboxNotHostedInExchangeOnline", 404, graphError("MailboxNotHostedInExchangeOnline"), "noMailbox onPremises"],
  [
    "MailboxNotEnabledForRESTAPI, older text",
    404,
    graphError("MailboxNotEnabledForRESTAPI", "REST API is not yet supported for this mailbox."),
    "noMailbox onPremises",
  ],
  [
    "MailboxNotEnabledForRESTAPI, newer text",
    404,
    graphError("MailboxNotEnabledForRESTAPI", "The mailbox is either inactive, soft-deleted, or is hosted on-premise."),
    "noMailbox inactive",
  ],
  [
    "ResourceNotFound",
    404,
    graphError("ResourceNotFound", "Resource could not be discovered."),
    "noMailbox notProvisioned",
  ],
  [
    "AuthenticationError",
    400,
    graphError("AuthenticationError", "Error authenticating with resource"),
    "noMailbox noExchange",
  ],
  ["Request_ResourceNotFound", 404, graphError("Request_ResourceNotFound", "Resource '..' does not exist"), "left "],
  ["ErrorAccessDenied", 403, graphError("ErrorAccessDenied"), "giveUp forbidden"],
  [
    "ErrorInsufficientPermissionsInAccessToken",
    400,
    graphError("ErrorInsufficientPermissionsInAccessToken"),
    "giveUp forbidden",
  ],
  ["Authorization_RequestDenied", 403, graphError("Authorization_RequestDenied"), "giveUp forbidden"],
  ["a 403 without a body", 403, undefined, "giveUp forbidden"],
  ["ErrorStoreInternalServerError", 500, graphError("ErrorStoreInternalServerError"), "again serviceError"],
  ["ApplicationThrottled", 429, graphError("ApplicationThrottled"), "again throttled"],
  ["TooManyRequests", 429, graphError("TooManyRequests"), "again throttled"],
  ["a throttled answer with a code of no photo", 429, graphError("ImageNotFound"), "again throttled"],
  ["a failed dependency", 424, undefined, "again throttled"],
  ["500", 500, undefined, "again serviceError"],
  ["502 with a web page", 502, "<html>Bad gateway</html>", "again serviceError"],
  ["503", 503, undefined, "again serviceError"],
  ["504", 504, undefined, "again serviceError"],
  ["a code of no photo that came with 500", 500, graphError("ImageNotFound", imageNotFound), "again serviceError"],
  ["501", 501, undefined, "giveUp serviceError"],
  ["any other 400", 400, graphError("BadRequest"), "giveUp unexpected"],
  ["a redirect", 302, undefined, "giveUp unexpected"],
  ["204", 204, undefined, "again invalidAnswer"],
  ["a proxy's page with 404", 404, "<!DOCTYPE html><title>Not found</title>", "again invalidAnswer"],
  ["a proxy's page with 403", 403, "<html>blocked</html>", "again invalidAnswer"],
  ["401", 401, graphError("InvalidAuthenticationToken"), "renewToken "],
];

for (const [name, status, body, expected] of forms) {
  test(`${name} (${status}) is understood as: ${expected.trim()}`, () => {
    const verdict = classify({ status, headers: {}, body }, readErrorBody(body));
    assert.equal(`${verdict.kind} ${"reason" in verdict ? verdict.reason : ""}`, expected);
  });
}

test("an error body in any shape gives a code and one line of message", () => {
  assert.deepEqual(readErrorBody(graphError("A", "two\n  lines")), { code: "A", message: "two lines" });
  assert.deepEqual(readErrorBody('{"error":{"code":"A","message":"b"}}'), { code: "A", message: "b" });
  assert.deepEqual(readErrorBody({ error: { code: "A", message: '{"not an error":1}' } }), {
    code: "A",
    message: '{"not an error":1}',
  });
  assert.deepEqual(readErrorBody({ error: "text" }), { code: undefined, message: "" });
  assert.deepEqual(readErrorBody("{broken"), { code: undefined, message: "{broken" });
  assert.deepEqual(readErrorBody(undefined), { code: undefined, message: "" });
  assert.equal(readErrorBody("x".repeat(1000)).message.length, 300);
});
