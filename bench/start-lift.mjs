// `npm run bench:lift`
import { bundleAndRun } from "./bundle-and-run.mjs";

await bundleAndRun("lift/main");
