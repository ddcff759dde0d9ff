import { customerType } from "../customers/index.ts";
import { enumOf } from "../graphql/enums.ts";
import { EVERYONE, ROLES } from "../graphql/roles.ts";
import {
  constant,
  expression,
  extendAll,
  extendQuery,
  JSON_NULL,
  jsonName,
  jsonTuple,
  projection,
} from "../reading/index.ts";

const roleEnum = enumOf("Role", "What a key may do: docs/access.md has the table.", ROLES);

const viewerType = projection<undefined>("Viewer", { about: "Who is asking.", roles: EVERYONE });

extendAll(viewerType, {
  name: expression("String", { about: "The key's name." }, (_row, { reader }) => constant(reader.viewer.name)),
  roles: {
    about: "What the key may do.",
    list: true,
    type: () => roleEnum,
    sql: (_row, { reader }) => jsonTuple([jsonName(reader.viewer.role)]),
  },
  customer: {
    about: "The customer for whom a storefront token speaks; null for keys.",
    nullable: true,
    type: () => customerType.type,
    sql: () => JSON_NULL,
  },
});

extendQuery("viewer", {
  about: "Who is asking.",
  roles: EVERYONE,
  type: () => viewerType.type,
  sql: (_row, call) => call.object(viewerType, undefined),
});
