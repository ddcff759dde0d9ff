import type { DocumentNode } from "graphql";

/** In characters. Parsed, a document takes some fifty times the room of its text. */
const MOST_TEXT = 2 * 1024 * 1024;

/**
 * The documents that came lately, parsed and validated, the longest unused first. Bounded by their texts, comments and all: what is
 * sent is the senders' to choose.
 */
export class ParsedDocuments {
  readonly #documents = new Map<string, DocumentNode>();
  readonly #most: number;
  #text = 0;

  constructor(most = MOST_TEXT) {
    this.#most = most;
  }

  async get(key: string): Promise<DocumentNode | undefined> {
    const document = this.#documents.get(key);
    if (document === undefined) return undefined;
    this.#documents.delete(key);
    this.#documents.set(key, document);
    return document;
  }

  async set(key: string, document: DocumentNode): Promise<void> {
    await this.delete(key);
    if (lengthOf(document) > this.#most) return;
    this.#documents.set(key, document);
    this.#text += lengthOf(document);
    for (const oldest of this.#documents.keys()) {
      if (this.#text <= this.#most) return;
      await this.delete(oldest);
    }
  }

  async delete(key: string): Promise<boolean> {
    const document = this.#documents.get(key);
    if (document !== undefined) this.#text -= lengthOf(document);
    return this.#documents.delete(key);
  }
}

const lengthOf = ({ loc }: DocumentNode): number => loc?.source.body.length ?? 0;
