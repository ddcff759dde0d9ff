// `npm run bench:preferences`
import { bundleAndRun } from "./bundle-and-run.mjs";

await bundleAndRun("preferences/main");
