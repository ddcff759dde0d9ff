const MOST_ATTEMPTS = 9;
const MINUTE_MS = 60_000;

/** 1, 2, 4, ... minutes from now, by how often it has failed before. */
export const backOff = (failures: number, now: Date): Date => new Date(now.getTime() + 2 ** failures * MINUTE_MS);

/** When a message that has not left is tried again, 2, 4, 8, ... minutes later; undefined after the ninth time, some eight hours on. */
export const retryAt = (attempts: number, now: Date): Date | undefined =>
  attempts >= MOST_ATTEMPTS ? undefined : backOff(attempts, now);
