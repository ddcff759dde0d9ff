import { TASKS } from "./tasks.ts";
import { performWork } from "./threads/perform.ts";

await performWork(TASKS);
