/** All lengths are in characters. */
export const LONGEST_BODY = 100_000;
/** Longer lines may not be in mail (RFC 5322, 2.1.1). */
export const LONGEST_SUBJECT = 998;
/** What a template may make of variables; mailbox providers cut e-mails off at half of it. */
export const LONGEST_MESSAGE = 200_000;
/** What its loops may go through: all that stands between a loop's beginning and its end, for each turn. */
export const MOST_LOOPED = 100_000;
/** Characters and items of lists that filters and ranges make, all together. */
export const MOST_MEMORY = 500_000;

/** The limits above hold on every machine alike; time is for what they do not see. */
export interface Patience {
  /** By the clock: then it is stopped. */
  readonly stopMs: number;
  /** What the processor may work on it, which does not grow where a machine is busy with other things. */
  readonly workMs: number;
}

export const SENDING: Patience = { stopMs: 100, workMs: 100 };
/** When a template is saved; a machine that sends may be slower. */
export const TRIAL: Patience = { stopMs: 250, workMs: 50 };

export const TOO_LONG = `it makes more than ${LONGEST_MESSAGE} characters; write less text, or smaller loops, such as {% for product in recommendations limit: 3 %}`;
export const TOO_MANY_TURNS = `its loops go through more than ${MOST_LOOPED} characters of it, each counted in every turn; write fewer turns, such as {% for product in recommendations limit: 3 %}, or less within them`;
export const TOO_MUCH = `its filters and ranges make more than ${MOST_MEMORY} characters and items; write smaller ranges, or filters of shorter texts and lists`;
export const tooSlow = (ms: number): string =>
  `it takes longer than ${ms} ms; write fewer filters and conditions into its loops, and shorter texts into those`;
