// `npm run bench:pricing`
import { bundleAndRun } from "./bundle-and-run.mjs";

await bundleAndRun("pricing/main");
