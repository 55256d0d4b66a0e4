import { type Answer, answer, graphError, jsonAnswer } from "./answer.ts";

/** What is asked about a photo: its metadata, its bytes, or which sizes there are. */
export type PhotoContent = "metadata" | "value" | "sizes";

export const noPhotoForms = [
  "imageNotFound",
  "entityNotFound",
  "itemNotFound",
  "getUserPhoto",
  "consumerNotSupported",
  "profileNotFound",
  "emptyBody",
  "plainText",
  "placeholder",
] as const;

/** The ways in which Graph was seen to say that a person has no photo. */
export type NoPhotoForm = (typeof noPhotoForms)[number];

export const noMailboxForms = [
  "nonExistent",
  "onPremises",
  "notEnabled",
  "resourceNotFound",
  "noExchange",
  "unresolved",
] as const;

/** The ways in which it was seen to say that a person has no mailbox to hold one. */
export type NoMailboxForm = (typeof noMailboxForms)[number];

const imageNotFoundMessage =
  "Exception of type 'Microsoft.Fast.Profile.Core.Exception.ImageNotFoundException' was thrown.";
const profileNotFoundMessage =
  "Exception of type 'Microsoft.Fast.Profile.Core.Exception.ProfileNotFoundException' was thrown.";

/**
 * The answer for a person without photo. Each form is one that was reported; where no report says the status it is 404.
 * Sources: profilephoto-get.md (placeholder); microsoft-graph-docs issues 1524, 2248, 2319, 15688, 20785;
 * msgraph-sdk-dotnet-core issue 851; msgraph-sdk-dotnet issues 612, 2673.
 */
export function noPhotoAnswer(form: NoPhotoForm, content: PhotoContent): Answer {
  switch (form) {
    case "imageNotFound":
      return imageNotFound();
    case "entityNotFound":
      return graphError(404, "ErrorEntityNotFound", imageNotFoundMessage);
    case "itemNotFound":
      return graphError(404, "ErrorItemNotFound", "The photo wasn't found.");
    case "getUserPhoto":
      return graphError(404, "GetUserPhoto", "The photo wasn't found.");
    case "consumerNotSupported":
      return graphError(404, "ConsumerPhotoIsNotSupported", "The photo wasn't found.");
    case "profileNotFound":
      return graphError(404, "UnknownError", profileNotFoundMessage);
    case "emptyBody":
      return answer(404, { kind: "empty" });
    case "plainText":
      return answer(404, { kind: "text", text: "Not found", contentType: "text/plain" });
    case "placeholder":
      return placeholderAnswer(content);
  }
}

/** The answer for a person without mailbox. Sources: the reports collected with the photo API's facts. */
export function noMailboxAnswer(form: NoMailboxForm): Answer {
  switch (form) {
    case "nonExistent":
      return graphError(404, "ErrorNonExistentMailbox", "The SMTP address has no mailbox associated with it.");
    case "onPremises":
      return graphError(
        404,
        "MailboxNotHostedInExchangeOnline",
        "Mailbox is hosted by an on-premise or non-Exchange server, which is not supported.",
      );
    case "notEnabled":
      return graphError(
        404,
        "MailboxNotEnabledForRESTAPI",
        "The mailbox is either inactive, soft-deleted, or is hosted on-premise.",
      );
    case "resourceNotFound":
      return graphError(404, "ResourceNotFound", "Resource could not be discovered.");
    case "noExchange":
      return graphError(400, "AuthenticationError", "Error authenticating with resource");
    case "unresolved":
      return graphError(404, "UnknownError", unresolvedMessage());
  }
}

/** 404 of today's photo service; also the answer for a size that does not exist and for an unknown address. */
export function imageNotFound(): Answer {
  return graphError(404, "ImageNotFound", imageNotFoundMessage);
}

/** The 1x1 entity that stands for «no photo» in metadata. Source: profilephoto-get.md. */
export function placeholderMetadata(): Answer {
  return jsonAnswer(200, {
    "@odata.mediaContentType": "image/gif",
    "@odata.mediaEtag": '""',
    id: "1x1",
    height: 1,
    width: 1,
  });
}

function placeholderAnswer(content: PhotoContent): Answer {
  switch (content) {
    case "metadata":
      return placeholderMetadata();
    case "value":
      return imageNotFound();
    case "sizes":
      return jsonAnswer(200, { value: [] });
  }
}

/** A message that is itself JSON. Source: msgraph-beta-sdk-dotnet issue 388. */
function unresolvedMessage(): string {
  return JSON.stringify({
    errorCode: "ErrorUserResolutionFailedUserDoesNotExist",
    message: profileNotFoundMessage,
    target: null,
  });
}
