import { GraphQLError } from "graphql";
import type { Authenticate } from "../access/index.ts";
import { isUnavailable } from "../database/unavailable.ts";
import { unauthenticated } from "../graphql/errors.ts";
import type { Viewer } from "../graphql/roles.ts";

/** With the 5 seconds for which a key's standing is remembered, whose key is revoked hears nothing after 10. */
const LOOKED_AT_EVERY_MS = 5_000;

interface Watched {
  readonly authorization: string | undefined;
  readonly viewer: Viewer;
  readonly refused: (error: GraphQLError) => void;
}

export interface KeysOptions {
  readonly authenticate: Authenticate;
  readonly clock: () => Date;
  readonly failed: (error: unknown) => void;
}

/** Looks again and again whether those whose connections stay may still be here. */
export class Keys {
  readonly #options: KeysOptions;
  readonly #watched = new Set<Watched>();
  readonly #timer: NodeJS.Timeout;
  #looking = false;

  constructor(options: KeysOptions) {
    this.#options = options;
    this.#timer = setInterval(() => void this.#look(), LOOKED_AT_EVERY_MS).unref();
  }

  /** `refused` is called when the key holds no more, or speaks for another role, until the function that it gives is called. */
  watch(authorization: string | undefined, viewer: Viewer, refused: Watched["refused"]): () => void {
    const watched = { authorization, viewer, refused };
    this.#watched.add(watched);
    return () => void this.#watched.delete(watched);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  async #look(): Promise<void> {
    if (this.#looking) return;
    this.#looking = true;
    for (const watched of [...this.#watched]) {
      const refusal = await this.#whyRefused(watched);
      if (refusal === undefined || !this.#watched.delete(watched)) continue;
      watched.refused(refusal);
    }
    this.#looking = false;
  }

  async #whyRefused({ authorization, viewer }: Watched): Promise<GraphQLError | undefined> {
    const { authenticate, clock, failed } = this.#options;
    try {
      const { role } = await authenticate(authorization, clock());
      return role === viewer.role ? undefined : unauthenticated("This key has another role now; connect again.");
    } catch (error) {
      if (error instanceof GraphQLError) return error;
      if (!isUnavailable(error)) failed(error);
      return undefined; // the next look finds out
    }
  }
}
