// `npm run bench:campaigns`
import { buildToRun } from "../scripts/build.mjs";
import { bundleAndRun } from "./bundle-and-run.mjs";

await buildToRun(); // the server is measured as it is shipped
await bundleAndRun("campaigns");
