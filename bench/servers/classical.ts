import { readFile } from "node:fs/promises";
import { ApolloServer } from "@apollo/server";
import { startStandaloneServer } from "@apollo/server/standalone";
import { buildSchema, type GraphQLFieldResolver, type GraphQLSchema, isObjectType } from "graphql";
import type { DataSource } from "typeorm";
import { connect } from "../../src/database/data-source.ts";
import { ENTITIES } from "../../src/entities.ts";
import { type Loaders, makeLoaders } from "./classical-loaders.ts";
import { RESOLVERS } from "./classical-resolvers.ts";
import type { Running } from "./running.ts";

export interface ClassicalContext {
  readonly dataSource: DataSource;
  readonly loaders: Loaders;
}

/** The stack that most would choose: Apollo Server, TypeORM's repositories and DataLoader, with their defaults. */
export async function startClassical(databaseUrl: string, port: number): Promise<Running> {
  const dataSource = await connect({ url: databaseUrl, entities: ENTITIES, migrations: [] });
  const server = new ApolloServer<ClassicalContext>({
    schema: await resolvedSchema(),
    stopOnTerminationSignals: false,
  });
  const { url } = await startStandaloneServer(server, {
    listen: { port, host: "127.0.0.1" },
    context: async () => ({ dataSource, loaders: makeLoaders(dataSource) }),
  });
  return {
    url,
    stop: async () => {
      await server.stop();
      await dataSource.destroy();
    },
  };
}

/** The program's own schema, so that every server answers the same queries. */
async function resolvedSchema(): Promise<GraphQLSchema> {
  const schema = buildSchema(await readFile("schema.graphql", "utf8"));
  for (const [name, fields] of Object.entries(RESOLVERS)) {
    const type = schema.getType(name);
    if (!isObjectType(type)) throw new Error(`the schema has no type ${name}`);
    for (const [field, resolve] of Object.entries(fields)) {
      const declared = type.getFields()[field];
      if (declared === undefined) throw new Error(`${name} has no field ${field}`);
      declared.resolve = resolve as GraphQLFieldResolver<unknown, ClassicalContext>;
    }
  }
  return schema;
}
