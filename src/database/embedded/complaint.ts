/** The time of a log line, and what initdb was about to do when it came. */
const PREFIX = /^.*UTC \[\d+\] /;
const ROUTINE = /^(LOG: +(starting PostgreSQL|listening on|database system )|initdb: removing )|\.\.\. ok$/;

/** The first fatal line, which the others follow from, with its neighbours: the reason often stands before it, the advice after it. */
export function complaint(said: string): string {
  const lines = said
    .split("\n")
    .map((line) => line.replace(PREFIX, "").trim())
    .filter((line) => line !== "" && !ROUTINE.test(line));
  const fatal = lines.findIndex((line) => /\b(FATAL|PANIC|error):/.test(line));
  const telling = fatal < 0 ? lines.slice(-2) : lines.slice(Math.max(0, fatal - 1), fatal + 2);
  return telling.join(" / ") || "it said nothing";
}
