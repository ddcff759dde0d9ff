import type { TopLevelToken } from "liquidjs";
import { textFault } from "../../database/text.ts";
import type { Channel } from "../../touchpoints/index.ts";
import { assignedNames, followTemplates } from "./follow-template.ts";
import { type Found, knownFrom } from "./known.ts";
import { LONGEST_BODY, LONGEST_SUBJECT } from "./limits.ts";
import { Names } from "./names.ts";
import { rawFaults } from "./of-customer.ts";
import { parseTemplate, TOO_DEEP } from "./parse-template.ts";
import { misplacedOutputs } from "./placement.ts";
import { begin, MOST_FAULTS, type PlacedFault, placeIn, type Reading } from "./reading.ts";
import { isHtml } from "./render-message.ts";
import { trialFaults } from "./try-template.ts";
import { VARIABLES } from "./variables.ts";

/** What a message is made of: its templates, and how many products they may recommend. */
export interface MessageTemplate {
  readonly channel: Channel;
  readonly subject: string | null;
  readonly body: string;
  readonly recommendationSlots: number;
}

/** What is wrong with a message's templates, in which of its fields, and what would be right. */
export interface TemplateFault {
  readonly path: string[];
  readonly message: string;
}

export const MOST_RECOMMENDATIONS = 20;

/** Every fault that can be found before there is a customer; a template without any renders for every customer. */
export function templateFaults(message: MessageTemplate): TemplateFault[] {
  const faults = [...slotFaults(message), ...subjectFaults(message), ...bodyFaults(message)];
  return faults.length > 0 ? faults : trialFaults(message);
}

function slotFaults({ recommendationSlots }: MessageTemplate): TemplateFault[] {
  if (
    Number.isInteger(recommendationSlots) &&
    recommendationSlots >= 0 &&
    recommendationSlots <= MOST_RECOMMENDATIONS
  ) {
    return [];
  }
  const message = `recommendationSlots is ${recommendationSlots}; it is a whole number from 0 to ${MOST_RECOMMENDATIONS}`;
  return [{ path: ["recommendationSlots"], message }];
}

/** Only e-mails have a subject. */
function subjectFaults({ subject, channel, recommendationSlots }: MessageTemplate): TemplateFault[] {
  if (channel !== "EMAIL") return [];
  const fault = subjectFault(subject ?? "");
  if (fault !== undefined) return [{ path: ["subject"], message: `subject ${fault}` }];
  return told("subject", subject ?? "", (source) => readFaults(source, recommendationSlots).faults);
}

function subjectFault(subject: string): string | undefined {
  if (subject.trim() === "") return "is empty; an e-mail needs one";
  if (subject.length > LONGEST_SUBJECT) return `has ${subject.length} characters; at most ${LONGEST_SUBJECT}`;
  if (/[\r\n]/.test(subject)) return "has a line break; it is one line";
  return textFault(subject);
}

function bodyFaults({ body, channel, recommendationSlots }: MessageTemplate): TemplateFault[] {
  const fault = bodyFault(body);
  if (fault !== undefined) return [{ path: ["body"], message: `body ${fault}` }];
  return told("body", body, (source) => {
    const { faults, uses, tokens } = readFaults(source, recommendationSlots);
    if (tokens.length === 0) return faults;
    const unused = recommendationSlots > 0 && uses === 0 ? [{ at: 0, message: notUsed(recommendationSlots) }] : [];
    return [...faults, ...unused, ...(isHtml({ body, channel }) ? misplacedOutputs(tokens) : [])];
  });
}

function bodyFault(body: string): string | undefined {
  if (body.trim() === "") return "is empty";
  if (body.length > LONGEST_BODY) return `has ${body.length} characters; at most ${LONGEST_BODY}`;
  return textFault(body);
}

const notUsed = (slots: number): string =>
  `recommendationSlots is ${slots}, and the body uses no recommendations; write {% for product in recommendations %}, or set recommendationSlots to 0`;

function told(field: string, source: string, faultsOf: (source: string) => readonly PlacedFault[]): TemplateFault[] {
  return faultsOf(source)
    .slice(0, MOST_FAULTS)
    .map(({ at, message }) => ({ path: [field], message: `${placeIn(source, at)}: ${message}` }));
}

interface Read {
  readonly faults: readonly PlacedFault[];
  readonly uses: number;
  /** Empty where the syntax is wrong. */
  readonly tokens: readonly TopLevelToken[];
}

function readFaults(source: string, slots: number): Read {
  const parsed = parseTemplate(source);
  if ("faults" in parsed) return { faults: parsed.faults, uses: 0, tokens: [] };
  try {
    const reading = begin(new Names(GIVEN, assignedNames(parsed.templates)));
    followTemplates(parsed.templates, reading);
    const faults = [...reading.faults, ...recommendationFaults(reading, slots), ...rawFaults(reading)];
    return { faults, uses: reading.uses.length, tokens: parsed.tokens };
  } catch (error) {
    if (error instanceof RangeError) return { faults: [{ at: 0, message: TOO_DEEP }], uses: 0, tokens: [] };
    throw error;
  }
}

function recommendationFaults({ uses: [at], fallbacks }: Reading, slots: number): PlacedFault[] {
  if (at === undefined) return [];
  if (slots === 0)
    return [{ at, message: "recommendations are used, and recommendationSlots is 0; set how many there are" }];
  return fallbacks > 0 ? [] : [{ at, message: NO_FALLBACK }];
}

const NO_FALLBACK =
  "nothing may be recommended to a customer, and nothing says what stands here then; write {% else %} and a text before {% endfor %}, {% if recommendations.size > 0 %} around it, or | default: after a value";

const GIVEN: ReadonlyMap<string, Found> = new Map(
  Object.entries(VARIABLES.fields).map(([name, declared]) => [
    name,
    { known: knownFrom(declared), said: name, from: [name], recommended: name === "recommendations" ? "list" : "no" },
  ]),
);
