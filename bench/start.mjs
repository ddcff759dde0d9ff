// `npm run bench`
import { bundleAndRun } from "./bundle-and-run.mjs";

await bundleAndRun("main", "servers/serve", "load/send");
