import { type LinkKind, type LinkOf, signLink } from "./sign-link.ts";

/** Where each kind of link leads. */
export const LINK_PATHS = {
  open: "/m/open.gif",
  click: "/m/click",
  unsubscribe: "/m/unsubscribe",
} as const satisfies Record<LinkKind, string>;

/** The links of a message. */
export interface MakesLinks {
  /** A picture of no size that tells that the message has been opened; null where nothing is to be told. */
  pixel(of: LinkOf): string | null;
  /** What leads to the URL and tells of it. */
  click(of: LinkOf, url: string): string;
  unsubscribe(of: LinkOf): string;
}

/** Signed ones, which begin with the address at which this program is reached from outside. */
export class MessageLinks implements MakesLinks {
  readonly #publicUrl: string;
  readonly #secret: string;

  constructor(publicUrl: string, secret: string) {
    this.#publicUrl = publicUrl;
    this.#secret = secret;
  }

  pixel(of: LinkOf): string {
    return this.#link("open", { t: signLink(this.#secret, "open", of) });
  }

  click(of: LinkOf, url: string): string {
    return this.#link("click", { t: signLink(this.#secret, "click", of, url), u: url });
  }

  unsubscribe(of: LinkOf): string {
    return this.#link("unsubscribe", { t: signLink(this.#secret, "unsubscribe", of) });
  }

  #link(kind: LinkKind, query: Readonly<Record<string, string>>): string {
    return `${this.#publicUrl}${LINK_PATHS[kind]}?${new URLSearchParams(query)}`;
  }
}

/** For whoever looks at a customer's message: links that tell nothing of that customer, and unsubscribe nobody. */
export const previewLinks = (publicUrl: string): MakesLinks => ({
  pixel: () => null,
  click: (_of, url) => url,
  unsubscribe: () => `${publicUrl}${LINK_PATHS.unsubscribe}?t=preview`,
});
