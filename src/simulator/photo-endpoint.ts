import { type Answer, answer, jsonAnswer } from "./answer.ts";
import { mix } from "./directory/mix.ts";
import { isGuid } from "./directory/object-ids.ts";
import type { User } from "./directory/people.ts";
import type { Directory } from "./directory.ts";
import { resourceNotFound } from "./listing-endpoint.ts";
import {
  imageNotFound,
  type NoPhotoForm,
  noMailboxAnswer,
  noPhotoAnswer,
  type PhotoContent,
  placeholderMetadata,
} from "./no-photo.ts";
import type { ServedPhoto } from "./photo-book.ts";

export interface PhotoRequest {
  readonly key: string;
  readonly content: PhotoContent;
  readonly edge: number | undefined;
}

/** Answers requests for a person's photo. Source: GDC api-reference/v1.0/api/profilephoto-get.md. */
export class PhotoEndpoint {
  readonly #directory: Directory;
  readonly #forms: readonly NoPhotoForm[];
  readonly #endpoint: string;

  constructor(directory: Directory, forms: readonly NoPhotoForm[], endpoint: string) {
    this.#directory = directory;
    this.#forms = forms;
    this.#endpoint = endpoint;
  }

  async photo(request: PhotoRequest): Promise<Answer> {
    const user = this.#directory.people.find(request.key);
    if (user === undefined) {
      // An address that is nobody's looks like a missing photo. Source: learn.microsoft.com Q&A 2079017.
      return isGuid(request.key) ? resourceNotFound(request.key) : imageNotFound();
    }
    const noMailbox = this.#directory.mailboxOf(user.index);
    if (noMailbox !== undefined) return noMailboxAnswer(noMailbox);
    const edges = this.#directory.photos.edges(user.index);
    const [largest] = edges;
    if (largest === undefined) return noPhotoAnswer(this.#formOf(user), request.content);
    if (request.content === "sizes") return this.#sizes(user, edges);
    if (request.edge !== undefined && !edges.includes(request.edge)) return this.#missingSize(user, request.content);
    const photo = await this.#find(user, request.edge);
    return request.content === "value" ? valueAnswer(photo) : this.#metadataAnswer(user, photo);
  }

  async #find(user: User, edge: number | undefined): Promise<ServedPhoto> {
    const { photos } = this.#directory;
    const photo =
      edge === undefined ? photos.largest(user.index, user.id) : await photos.inSize(user.index, user.id, edge);
    if (photo === undefined) throw new RangeError(`There is no photo of ${user.id} in this size.`);
    return photo;
  }

  #metadataAnswer(user: User, photo: ServedPhoto): Answer {
    const context = `${this.#endpoint}/v1.0/$metadata#users('${user.id}')/photo/$entity`;
    return jsonAnswer(200, { "@odata.context": context, ...metadata(user, photo.picture, photo.etag) });
  }

  #sizes(user: User, edges: readonly number[]): Answer {
    const { photos } = this.#directory;
    const photo = photos.largest(user.index, user.id);
    const contentType = photo?.picture.contentType ?? "image/jpeg";
    const value = edges.map((edge) =>
      metadata(user, { width: edge, height: edge, contentType }, photos.etagIn(user.index, edge)),
    );
    return jsonAnswer(200, { "@odata.context": `${this.#endpoint}/v1.0/$metadata#users('${user.id}')/photos`, value });
  }

  /** A size that does not exist is a 404, or 1x1 as the beta documents it. */
  #missingSize(user: User, content: PhotoContent): Answer {
    const isPlaceholder = content === "metadata" && mix(this.#directory.people.seed, 71, user.index) % 4 === 0;
    return isPlaceholder ? placeholderMetadata() : imageNotFound();
  }

  #formOf(user: User): NoPhotoForm {
    return this.#forms[mix(this.#directory.people.seed, 72, user.index) % this.#forms.length] ?? "imageNotFound";
  }
}

function valueAnswer(photo: ServedPhoto): Answer {
  const headers = photo.valueEtag === undefined ? {} : { ETag: `"${photo.valueEtag}"` };
  return answer(200, { kind: "photo", photo }, headers);
}

function metadata(
  user: User,
  picture: { readonly width: number; readonly height: number; readonly contentType: string },
  etag: string,
): Readonly<Record<string, unknown>> {
  // Both spellings of a size are documented. Source: GDC commits 073a3963 and 33dc7171.
  const times = user.index % 3 === 0 ? "X" : "x";
  return {
    "@odata.mediaContentType": picture.contentType,
    "@odata.mediaEtag": `"${etag}"`,
    id: `${picture.width}${times}${picture.height}`,
    height: picture.height,
    width: picture.width,
  };
}
