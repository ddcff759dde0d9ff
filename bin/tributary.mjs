#!/usr/bin/env node
// `npx tributary <command>`
import { build } from "../scripts/build.mjs";

const dist = await build();
await import(new URL("cli.js", dist).href);
