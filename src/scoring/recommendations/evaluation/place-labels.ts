export interface Point {
  readonly x: number;
  readonly y: number;
}

interface Room {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

const [HALF_WIDTH, HALF_HEIGHT, DOT] = [9, 8, 6];
const NEAREST = 15;
/** Far enough that nine numbers find room even where all dots lie in one corner. */
const DISTANCES = Array.from({ length: 24 }, (_, index) => NEAREST + 7 * index);
/** Right first, then round the dot. */
const ANGLES = [0, -45, 45, -90, 90, 180, -135, 135, -22.5, 22.5, -67.5, 67.5].map(
  (degrees) => (degrees * Math.PI) / 180,
);

/**
 * Where the middle of each dot's number goes: the nearest place of many round the dot that lies in the room and covers no
 * dot and no number that was placed before. Where none is free, on the right of the dot. O(n^2) with a few hundred places a dot.
 */
export function placeLabels(dots: readonly Point[], room: Room): Point[] {
  const placed: Point[] = [];
  for (const dot of dots) {
    const free = placesRound(dot).find((place) => inside(place, room) && isFree(place, dots, placed));
    placed.push(free ?? { x: dot.x + NEAREST, y: dot.y });
  }
  return placed;
}

const placesRound = ({ x, y }: Point): Point[] =>
  DISTANCES.flatMap((distance) =>
    ANGLES.map((angle) => ({ x: x + distance * Math.cos(angle), y: y + distance * Math.sin(angle) })),
  );

const inside = ({ x, y }: Point, { left, top, right, bottom }: Room): boolean =>
  x - HALF_WIDTH >= left && x + HALF_WIDTH <= right && y - HALF_HEIGHT >= top && y + HALF_HEIGHT <= bottom;

function isFree(place: Point, dots: readonly Point[], placed: readonly Point[]): boolean {
  const apart = (other: Point, width: number, height: number): boolean =>
    Math.abs(place.x - other.x) >= width || Math.abs(place.y - other.y) >= height;
  return (
    dots.every((dot) => apart(dot, HALF_WIDTH + DOT, HALF_HEIGHT + DOT)) &&
    placed.every((other) => apart(other, 2 * HALF_WIDTH, 2 * HALF_HEIGHT))
  );
}
