import { expect, test } from "vitest";
import { KeptServer } from "../../src/database/embedded/kept-server.ts";

/** A server that ends when it is told to, as one that is killed does. */
function aServer() {
  let end = () => {};
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  const stopped: number[] = [];
  return { port: 5432, ended, end: () => end(), stopped, stop: async () => void stopped.push(1) };
}

test("a server that ends by itself is started again at its port, and the new one is what is stopped", async () => {
  const [first, second] = [aServer(), aServer()];
  const ports: number[] = [];
  let again = () => {};
  const restarted = new Promise<void>((resolve) => {
    again = resolve;
  });
  const restart = async (port: number) => {
    ports.push(port);
    return second;
  };
  const kept = new KeptServer(first, { restart, restarted: () => again() });

  first.end();
  await restarted;
  await kept.stop();

  expect(ports).toEqual([5432]);
  expect([first.stopped.length, second.stopped.length]).toEqual([0, 1]);
});

test("a server that ends again and again is given up", async () => {
  const first = aServer();
  let starts = 0;
  const restart = async () => {
    starts += 1;
    const next = aServer();
    next.end();
    return next;
  };
  const kept = new KeptServer(first, { restart, restarted: () => {} });

  first.end();

  expect(await kept.ended).toBe("PostgreSQL ends again and again");
  expect(starts).toBe(5);
});

test("a server that cannot be started again is given up with the reason", async () => {
  const first = aServer();
  const restart = async () => {
    throw new Error("the disk is full");
  };
  const kept = new KeptServer(first, { restart, restarted: () => {} });

  first.end();

  expect(await kept.ended).toBe("PostgreSQL has ended and does not start again: the disk is full");
});

test("a server that is stopped is not started again", async () => {
  const first = aServer();
  const kept = new KeptServer(first, {
    restart: async () => {
      throw new Error("it was not to be started");
    },
    restarted: () => {},
  });

  await kept.stop();
  first.end();

  expect(await Promise.race([kept.ended, Promise.resolve("nothing")])).toBe("nothing");
  expect(first.stopped.length).toBe(1);
});
