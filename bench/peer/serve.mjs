// PostGraphile 5 as a process of its own: copied beside its packages in the data folder and run there.
import { createServer } from "node:http";
import { postgraphile } from "postgraphile";
import { makePgService } from "postgraphile/adaptors/pg";
import { grafserv } from "postgraphile/grafserv/node";
import { PostGraphileAmberPreset } from "postgraphile/presets/amber";
import { jsonPgSmartTags } from "postgraphile/utils";

const { DATABASE_URL: connectionString, PORT } = process.env;
const server = createServer();
const instance = postgraphile({
  extends: [PostGraphileAmberPreset],
  // A membership's segment, which the tables do not tell.
  plugins: [
    jsonPgSmartTags({
      version: 1,
      config: {
        class: { "public.segment_membership": { tags: { foreignKey: "(segment_id) references segment (id)" } } },
      },
    }),
  ],
  // Lists may be ordered by every column, as ours are where it matters.
  disablePlugins: ["PgIndexBehaviorsPlugin"],
  pgServices: [
    makePgService({
      connectionString,
      schemas: ["public"],
      poolConfig: { max: 10, options: "-c TimeZone=UTC -c jit=off" },
    }),
  ],
  grafserv: { graphqlPath: "/graphql", graphiql: false, watch: false },
  grafast: { explain: false },
});
const serving = instance.createServ(grafserv);
await serving.addTo(server);
server.listen(Number(PORT), "127.0.0.1");
process.once("SIGTERM", () => process.exit(0));
