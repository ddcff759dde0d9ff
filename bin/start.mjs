#!/usr/bin/env node
// `npm start`: build, then run the build in this very process, so that a signal meets the program itself.
import { buildToRun } from "../scripts/build.mjs";
import { buildPlaygroundToRun } from "../scripts/build-playground.mjs";

const [dist] = await Promise.all([buildToRun(), buildPlaygroundToRun()]);
await import(new URL("main.js", dist).href);
