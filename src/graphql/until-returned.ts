export interface Ending<Item> extends AsyncIterableIterator<Item> {
  return(): Promise<IteratorResult<Item>>;
}

/**
 * What a generator gives, until `return` is called. A generator by itself hears of that only when what it waits for has
 * come, which may be never: `end` makes that come.
 */
export function untilReturned<Item>(items: AsyncGenerator<Item, void>, end: () => void): Ending<Item> {
  return {
    next: () => items.next(),
    return: () => {
      end();
      return items.return();
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
