import type { Liquid } from "liquidjs";
import type { Channel } from "../../touchpoints/index.ts";
import { htmlEngine, textEngine } from "./engine.ts";
import { LONGEST_MESSAGE, type Patience, SENDING, TOO_LONG, TOO_MUCH, tooSlow } from "./limits.ts";
import { storable } from "./storable.ts";
import { textOfHtml } from "./text-of-html.ts";
import type { TemplateVariables } from "./variables.ts";

/** What one customer is sent. */
export interface Message {
  /** One line; null where it is no e-mail. */
  readonly subject: string | null;
  /** null where the message is plain text. */
  readonly html: string | null;
  /** Of HTML: the same as plain text, worked out when it is read. */
  readonly text: string;
}

/** A message that can be made for any customer. */
export interface CompiledMessage {
  /** Throws a TemplateFailure. */
  render(variables: TemplateVariables): Message;
}

type Templates = { readonly channel: Channel; readonly subject: string | null; readonly body: string };

/** Why a template makes no message. */
export class TemplateFailure extends Error {
  readonly part: "subject" | "body";

  constructor(part: "subject" | "body", why: string) {
    super(`${part}: ${why}`);
    this.name = "TemplateFailure";
    this.part = part;
  }
}

/** Takes a variant's templates apart, once for all its customers. */
export function compile({ channel, subject, body }: Templates, patience = SENDING): CompiledMessage {
  const asHtml = isHtml({ channel, body });
  const renderBody = renderer("body", body, asHtml ? htmlEngine : textEngine, patience);
  const renderSubject = channel === "EMAIL" ? renderer("subject", subject ?? "", textEngine, patience) : () => null;
  return {
    render(variables) {
      const given = ready(variables);
      const content = renderBody(given);
      const line = renderSubject(given);
      return messageOf(line === null ? null : oneLine(line), asHtml ? content : null, content);
    },
  };
}

/** The text of HTML is worked out when somebody reads it: most often links are replaced in it before. */
export function messageOf(subject: string | null, html: string | null, text: string): Message {
  if (html === null) return { subject, html, text };
  let worked: string | undefined;
  return {
    subject,
    html,
    get text() {
      worked ??= storable(textOfHtml(html));
      return worked;
    },
  };
}

/** Whether a body is HTML: an e-mail's that has a tag of HTML outside of Liquid. */
export const isHtml = ({ channel, body }: Pick<Templates, "channel" | "body">): boolean =>
  channel === "EMAIL" && TAG.test(outsideOfLiquid(body));

const TAG = /<!doctype |<!--|<\/?[a-z][a-z0-9-]*(\s[^<>]*)?\/?>/i;

/** A tag of HTML may have some Liquid within. */
const outsideOfLiquid = (body: string): string => body.replace(/\{\{[\s\S]*?\}\}|\{%[\s\S]*?%\}/g, " ");

type Given = Readonly<Record<string, unknown>>;

/** Liquid takes `size` of what has no such field for the number of its fields. */
function ready(variables: TemplateVariables): Given {
  const traits = Object.entries(variables.customer.traits).map(([key, value]) => [key, printable(value)] as const);
  return { ...variables, customer: { ...variables.customer, traits: { size: null, ...Object.fromEntries(traits) } } };
}

/** A trait may be any JSON; an object with a field toString or valueOf of its own could not be printed. */
function printable(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(printable);
  const fields = Object.entries(value).filter(([key]) => key !== "toString" && key !== "valueOf");
  return Object.fromEntries(fields.map(([key, inner]) => [key, printable(inner)]));
}

type Renders = (given: Given) => string;

function renderer(part: "subject" | "body", source: string, engine: Liquid, patience: Patience): Renders {
  const failing = <Result>(work: () => Result): Result => {
    try {
      return work();
    } catch (error) {
      throw new TemplateFailure(part, sentence(error, patience));
    }
  };
  const templates = failing(() => engine.parse(source));
  return (given) =>
    failing(() => {
      const render = () => engine.renderSync(templates, { ...given }, { renderLimit: patience.stopMs }); // counters are written into it
      const text = String(inTime(render, patience));
      if (text.length > LONGEST_MESSAGE) throw new Error(TOO_LONG);
      return storable(text);
    });
}

/** A machine that is busy with other things decides no rendering: each is tried anew. */
function inTime(render: () => unknown, patience: Patience, tries = 3): unknown {
  const start = process.cpuUsage();
  try {
    const rendered = render();
    const { user, system } = process.cpuUsage(start);
    if ((user + system) / 1_000 <= patience.workMs) return rendered;
  } catch (error) {
    if (!isSlow(error)) throw error;
  }
  if (tries === 1) throw new Error(SLOW);
  return inTime(render, patience, tries - 1);
}

const SLOW = "template render limit exceeded"; // as Liquid says it
const isSlow = (error: unknown): boolean => error instanceof Error && error.message.startsWith(SLOW);

function sentence(error: unknown, patience: Patience): string {
  const message = error instanceof Error ? error.message : String(error);
  if (isSlow(error)) return tooSlow(patience.workMs);
  if (error instanceof RangeError || /limit exceeded|Invalid string length|call stack/.test(message)) return TOO_MUCH;
  return message.replace(/, line:(\d+), col:(\d+)$/, " (line $1, column $2)");
}

const oneLine = (text: string): string => text.replace(/[\r\n\f\v\u0085\u2028\u2029]+/g, " ").trim();
