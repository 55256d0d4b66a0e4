/** Why nothing could be learnt of a person, and what helps. */
export interface FailureWords {
  readonly what: string;
  readonly todo: string;
}

const nextPass = "Nothing: the next pass asks again.";
const permission =
  "Check the application's permission ProfilePhoto.Read.All and its consent: exophotos doctor says what is missing.";
const otherPhoto = "Let the person, or push, set another photo. Until then the one published before stays.";
const otherRendition =
  "Give the rendition more bytes or fewer pixels; exophotos render tries a setting on one picture.";

const known: Readonly<Record<string, FailureWords>> = {
  throttled: {
    what: "Graph kept asking to wait",
    todo: "The next pass asks again. Where it happens every night, run the pass at another hour or with a longer --max-wait.",
  },
  forbidden: { what: "Graph forbids to read the photo", todo: permission },
  serviceError: { what: "Graph answered with an error of its own", todo: nextPass },
  unreachable: {
    what: "The network gave way",
    todo: "The next pass asks again. Where it comes back, exophotos doctor looks at the network.",
  },
  timeout: { what: "No answer came in time", todo: nextPass },
  invalidAnswer: {
    what: "The answer could not be understood",
    todo: "The next pass asks again. A proxy that changes answers can be the cause.",
  },
  unexpected: { what: "The answers contradicted each other, or were none that is known", todo: nextPass },
  nulInProperty: {
    what: "A property holds a NUL character, which no CSV can hold",
    todo: "Correct the person's properties in Entra ID or where they come from.",
  },
  textTooLong: {
    what: "The properties have more than 1 MB of text",
    todo: "Correct the person's properties in Entra ID, or ask for fewer --columns.",
  },
  "picture:empty": { what: "The photo is empty", todo: otherPhoto },
  "picture:unknownType": { what: "The photo is no JPEG, PNG, GIF or BMP", todo: otherPhoto },
  "picture:tooManyBytes": { what: "The photo is larger than 8 MB", todo: otherPhoto },
  "picture:tooManyPixels": { what: "The photo has more than 40 megapixels", todo: otherPhoto },
  "rendition:doesNotFit": { what: "A rendition cannot be made small enough", todo: otherRendition },
};

/** A failure's reason, as it is recorded, in words. */
export function failureWords(reason: string): FailureWords {
  const words = known[reason];
  if (words !== undefined) return words;
  if (reason.startsWith("picture:")) return { what: "The photo is broken", todo: otherPhoto };
  if (reason.startsWith("rendition:")) return { what: "A rendition cannot be made of the photo", todo: otherPhoto };
  return { what: reason, todo: nextPass };
}
