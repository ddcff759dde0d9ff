// `npm run bench:training`
import { bundleAndRun } from "./bundle-and-run.mjs";

await bundleAndRun("training/main", "training/thread");
