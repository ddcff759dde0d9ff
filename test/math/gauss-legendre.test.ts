import { expect, test } from "vitest";
import { gridBetween, integral, runningIntegral } from "../../src/math/gauss-legendre.ts";

test("a polynomial of degree 15 is integrated exactly, however its range is cut", () => {
  for (const ends of [
    [0, 1],
    [0, 0.1, 0.75, 1],
  ]) {
    const grid = gridBetween(ends);
    expect(
      integral(
        grid,
        grid.nodes.map((x) => 16 * x ** 15),
      ),
    ).toBeCloseTo(1, 13);
  }
});

test("a running integral is the integral up to each node", () => {
  const grid = gridBetween([0, 1, 2.5, 3]);
  const running = runningIntegral(grid, grid.nodes.map(Math.exp));

  for (const [at, x] of grid.nodes.entries()) expect(running[at]).toBeCloseTo(Math.exp(x) - 1, 7);
  expect(grid.nodes).toEqual(grid.nodes.toSorted());
});

test("of a polynomial of degree 7 it is exact", () => {
  const grid = gridBetween([-1, 2]);
  const running = runningIntegral(
    grid,
    grid.nodes.map((x) => 8 * x ** 7),
  );

  for (const [at, x] of grid.nodes.entries()) expect(running[at]).toBeCloseTo(x ** 8 - 1, 11);
});
