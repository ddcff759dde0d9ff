/** Some of the items without replacement, in their own order: the first steps of a shuffle. */
export function pick<Item>(items: readonly Item[], most: number, random: () => number): Item[] {
  if (items.length <= most) return [...items];
  const places = items.map((_, place) => place);
  for (let place = 0; place < most; place++) {
    const other = place + Math.floor(random() * (places.length - place));
    [places[place], places[other]] = [places[other] ?? 0, places[place] ?? 0];
  }
  return places
    .slice(0, most)
    .sort((left, right) => left - right)
    .flatMap((place) => items.slice(place, place + 1));
}
