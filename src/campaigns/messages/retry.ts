const MOST_ATTEMPTS = 9;
const MINUTE_MS = 60_000;

/** When a message that has not left is tried again, 2, 4, 8, ... minutes later; undefined after the ninth time, some eight hours on. */
export const retryAt = (attempts: number, now: Date): Date | undefined =>
  attempts >= MOST_ATTEMPTS ? undefined : new Date(now.getTime() + 2 ** attempts * MINUTE_MS);
