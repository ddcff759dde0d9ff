// `npm run bench:scoring`
import { bundleAndRun } from "./bundle-and-run.mjs";

await bundleAndRun("scoring/main", "training/thread");
