import "reflect-metadata";
import { startClassical } from "./classical.ts";
import { startFloor } from "./floor.ts";

/** `serve floor` or `serve classical`, as a process of its own. */
const STARTS = { floor: startFloor, classical: startClassical } as const;

const [which] = process.argv.slice(2);
if (which !== "floor" && which !== "classical") throw new Error(`there is no server ${which}`);
const { DATABASE_URL: databaseUrl = "", PORT: port } = process.env;
const running = await STARTS[which](databaseUrl, Number(port));
process.once("SIGTERM", () => running.stop().then(() => process.exit(0)));
