import { setImmediate } from "node:timers/promises";
import type { Listed } from "../../scoring/index.ts";
import type { StoredCampaign } from "../campaign.store.ts";
import type { OutgoingMessage } from "../delivery/adapter.ts";
import type { MakesLinks } from "../links/message-links.ts";
import { quietUntil } from "../quiet-hours.ts";
import { type CompiledMessage, TemplateFailure } from "../template/render-message.ts";
import type { TemplateVariables } from "../template/variables.ts";
import { composeMessage } from "./compose-message.ts";
import type { Decided, DueMessage } from "./message.store.ts";
import { suppressionOf } from "./suppression.ts";

export interface DecisionParts {
  readonly campaign: StoredCampaign;
  /** By variant. */
  readonly compiled: ReadonlyMap<string, CompiledMessage>;
  readonly shop: TemplateVariables["shop"];
  readonly links: MakesLinks;
  readonly lists: ReadonlyMap<string, readonly Listed[]>;
  readonly affordable: number;
  readonly now: Date;
}

/** A message that is to leave, and what its row says until it has. */
export interface Leaving {
  readonly message: OutgoingMessage;
  readonly row: Decided;
}

export interface Decisions {
  readonly leaving: readonly Leaving[];
  /** Put off, suppressed, or not to be made. */
  readonly settled: readonly Decided[];
}

/** A batch ends when its texts have become so long, or when it has taken so long: it is a transaction, for which a pause waits. */
const [MOST_CHARACTERS, LONGEST_MS] = [8_000_000, 1_000];

/** After so many messages whoever else waits for the process gets a turn. */
const AT_A_STRETCH = 10;

/**
 * Decides on each message by what is known of its customer at this moment: who gets none, who later, and what the others get. Those at the end
 * are left for the next batch where this one has become too large.
 */
export async function decide(due: readonly DueMessage[], parts: DecisionParts): Promise<Decisions> {
  const leaving: Leaving[] = [];
  const settled: Decided[] = [];
  const until = performance.now() + LONGEST_MS;
  let characters = 0;
  for (const [place, each] of due.entries()) {
    if (characters > MOST_CHARACTERS || performance.now() > until) break;
    if (place % AT_A_STRETCH === AT_A_STRETCH - 1) await setImmediate();
    const outcome = decideOne(each, parts, parts.affordable - leaving.length);
    if ("message" in outcome) {
      leaving.push(outcome);
      characters += outcome.message.text.length + (outcome.message.html?.length ?? 0);
    } else settled.push(outcome);
  }
  return { leaving, settled };
}

function decideOne(
  { variantId, attempts, facts }: DueMessage,
  parts: DecisionParts,
  affordable: number,
): Leaving | Decided {
  const { campaign, now } = parts;
  const row: Decided = { ...BLANK, customerId: facts.customerId, attempts, dueAt: now };
  const { quietHours } = campaign;
  const until = quietHours === null ? undefined : quietUntil(quietHours, facts.timeZone, now);
  if (until !== undefined) return { ...row, dueAt: until }; // asked for again when it may leave: much can change until then
  const suppression = suppressionOf(facts, { frequencyCap: campaign.frequencyCap, affordable });
  if (suppression !== undefined) return { ...row, status: "SUPPRESSED", suppression };
  const [variant, compiled] = [campaign.variants.find(({ id }) => id === variantId), parts.compiled.get(variantId)];
  if (variant === undefined || compiled === undefined) throw new Error("a message of a variant that there is not");
  try {
    const message = composeMessage({ ...parts, variant, compiled }, facts, parts.lists.get(facts.customerId) ?? []);
    const { address, subject } = message;
    return { message, row: { ...row, attempts: attempts + 1, address, subject, body: message.html ?? message.text } };
  } catch (error) {
    if (!(error instanceof TemplateFailure)) throw error;
    return { ...row, status: "FAILED", reason: error.message };
  }
}

const BLANK = {
  status: "PENDING",
  suppression: null,
  reason: null,
  address: null,
  subject: null,
  body: null,
  sentAt: null,
  deliveredAt: null,
  bouncedAt: null,
  untold: false,
} as const;
