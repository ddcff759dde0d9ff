let last: Promise<unknown> = Promise.resolve();

/**
 * Does one after the other what waits for the turn of memberships, before it takes a connection: ten who wait with one each would
 * leave none to those who have nothing to do with segments.
 */
export function oneAtATime<Result>(work: () => Promise<Result>): Promise<Result> {
  const next = last.catch(() => {}).then(work); // whoever was before has been told
  last = next;
  return next;
}
