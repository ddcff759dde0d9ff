import { CaptureTag, type Context, Drop } from "liquidjs";

const ESCAPED: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Text as HTML that shows it, between tags and within quotes. */
export const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (letter) => ESCAPED[letter] ?? letter);

/** HTML that has been made within the template, and is not escaped a second time. */
export class Markup extends Drop {
  readonly html: string;

  constructor(html: string) {
    super();
    this.html = html;
  }

  override valueOf(): string {
    return this.html;
  }

  override liquidMethodMissing(key: string | number): number | undefined {
    return key === "size" ? this.html.length : undefined;
  }
}

/** What `capture` has put together was escaped where it was printed. */
export class CaptureMarkup extends CaptureTag {
  override *render(context: Context): Generator<unknown, void, string> {
    yield* super.render(context);
    context.bottom()[this.variable] = new Markup(String(context.bottom()[this.variable] ?? ""));
  }
}
