const EARLIEST = new Date("1990-01-01T00:00:00Z");
const LATEST = new Date("2100-01-01T00:00:00Z");
const CLOCK_SKEW_MINUTES = 5;

/** What is wrong with the moment of something that has happened, or undefined: it lies between 1990 and now, give or take the sender's clock. */
export function pastFault(moment: Date, now: Date): string | undefined {
  const fault = momentFault(moment);
  if (fault !== undefined) return fault;
  const latest = now.getTime() + CLOCK_SKEW_MINUTES * 60_000;
  return moment.getTime() > latest ? `lies more than ${CLOCK_SKEW_MINUTES} minutes in the future` : undefined;
}

/** The same for a moment that may be to come. */
export function momentFault(moment: Date): string | undefined {
  if (Number.isNaN(moment.getTime())) return "is no moment";
  if (moment < EARLIEST) return "lies before 1990";
  return moment >= LATEST ? "lies after 2099" : undefined;
}
