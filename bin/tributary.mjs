#!/usr/bin/env node
// `npx tributary <command>`
import { buildToRun } from "../scripts/build.mjs";

const dist = await buildToRun();
await import(new URL("cli.js", dist).href);
