import "reflect-metadata";
import { type GraphQLField, getNamedType, isInterfaceType, isObjectType } from "graphql";
import { expect, test } from "vitest";
import { groupBy } from "../../src/math/group-by.ts";
import { rolesOf } from "../../src/reading/index.ts";
import { makeSchema } from "../../src/schema.ts";
import { MATRIX, ROLES } from "./matrix.ts";
import { MASKS, NEEDED, TRAINED, WAYS } from "./ways.ts";
import { aKnownWorld, aTrainedWorld, type Ids } from "./world.ts";

const schema = makeSchema();
const TYPES = Object.values(schema.getTypeMap())
  .filter(isObjectType)
  .filter(({ name }) => !name.startsWith("__"));

test("the matrix says of every field of every object who may read it", () => {
  const fields = Object.fromEntries(TYPES.map((type) => [type.name, Object.keys(type.getFields()).sort()]));

  const said = Object.fromEntries(Object.entries(MATRIX).map(([type, row]) => [type, Object.keys(row).sort()]));

  expect(said).toEqual(fields);
});

test("every field says for which roles it is", () => {
  const silent = TYPES.flatMap((type) =>
    Object.values(type.getFields()).flatMap((field) =>
      rolesOf(type, field).length === 0 ? [`${type.name}.${field.name}`] : [],
    ),
  );

  expect(silent).toEqual([]);
});

let sent = 0;

function operationFor(type: string, field: GraphQLField<unknown, unknown>, role: string, ids: Ids): string {
  const { people, visitor = people, sender = people } = WAYS[type] ?? { people: "" };
  const way = role === "STOREFRONT" ? visitor : role === "INGEST" ? sender : people;
  const composite = isObjectType(getNamedType(field.type)) || isInterfaceType(getNamedType(field.type));
  const asks = role === "STOREFRONT" ? "(identity: VISITOR)" : "(id: CUSTOMER)";
  const args = `${type}.${field.name}` === "Query.customer" ? asks : (NEEDED[`${type}.${field.name}`] ?? "");
  sent += 1;
  return way
    .replace("?", `probe: ${field.name}${args} ${composite ? "{ __typename }" : ""}`)
    .replaceAll(
      "SENT",
      `{ messageId: "sent ${sent}", channel: WEB, type: PAGE_VIEWED, occurredAt: "2026-06-01T09:30:00Z", identities: [VISITOR] }`,
    )
    .replaceAll("DRAFT", '{ name: "New", segmentId: SEGMENT, variants: [{ name: "A", channel: SMS, body: "Hi" }] }')
    .replaceAll("SAID", '{ identity: VISITOR, purpose: MARKETING, channel: EMAIL, status: GRANTED, source: "shop" }')
    .replaceAll("VISITOR", '{ kind: ANONYMOUS_ID, value: "visitor" }')
    .replaceAll("CUSTOMER", `"${ids.customer}"`)
    .replaceAll("PRODUCT", `"${ids.product}"`)
    .replaceAll("TOUCHPOINT", `"${ids.touchpoint}"`)
    .replaceAll("JOB", `"${ids.job}"`)
    .replaceAll("MODEL", `"${ids.model}"`)
    .replaceAll("SEGMENT", `"${ids.segment}"`)
    .replaceAll("CAMPAIGN", `"${ids.campaign}"`)
    .replaceAll("PERIOD", 'from: "2026-01-01T00:00:00Z", to: "2027-01-01T00:00:00Z"');
}

/** Every value that was answered under the key `probe`. */
function probes(value: unknown): unknown[] {
  if (Array.isArray(value)) return value.flatMap(probes);
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => (key === "probe" ? [inner] : probes(inner)));
}

const NULL_FOR_ALL = [
  "Viewer.customer",
  "ChannelTouchpoint.order",
  "ChannelTouchpoint.campaign",
  "CampaignAssignment.suppression",
  "Customer.erasedAt",
  "CustomerProfile.priceSensitivity",
  "Job.error",
  "LiftEstimate.revenuePerCustomer",
  "PricePoint.to",
  "Segment.model",
  "TouchpointOutcome.quarantinedId",
];

/** Types share a world where asking for one leaves the others' answers as they are: those that are only read, and those of one training. */
function worldOf(type: string): string {
  const { people, visitor = people, sender = people } = WAYS[type] ?? { people: "" };
  const writes = type === "Mutation" || [people, visitor, sender].some((way) => way.startsWith("mutation"));
  return TRAINED[type] ?? (writes ? type : "all that is only read");
}

const WORLDS = groupBy(
  TYPES.filter(({ name }) => name !== "Subscription"),
  ({ name }) => worldOf(name),
);

test.each([...WORLDS])(
  "in the world of %s, fields answer, are masked or refuse the operation, for each role",
  async (world, types) => {
    const isTrained = Object.values(TRAINED).includes(world);
    const { app, ids } = await (isTrained ? aTrainedWorld(world) : aKnownWorld());

    for (const type of types) {
      for (const field of Object.values(type.getFields())) {
        const place = `${type.name}.${field.name}`;
        const access = ROLES.map((role, index) => [role, MATRIX[type.name]?.[field.name]?.[index]] as const);
        const { data: whole } = await app.send(operationFor(type.name, field, "ADMIN", ids));
        for (const [role, allowed] of access) {
          const { errors, data } = await app.send(operationFor(type.name, field, role, ids), {}, role);
          const seen = {
            place,
            role,
            codes: errors?.map(({ extensions }) => extensions["code"]),
            probes: probes(data),
          };

          if (allowed === "-") expect(seen).toEqual({ place, role, codes: ["FORBIDDEN"], probes: [] });
          else if (allowed === "m") expect(seen).toEqual({ place, role, codes: undefined, probes: MASKS[place] });
          else if (type.name === "Viewer" || role === "INGEST" || /Touchpoint|Payload|Mutation|SeenAt/.test(place)) {
            expect(seen).toEqual({ place, role, codes: undefined, probes: expect.any(Array) });
            expect(seen.probes.length).toBeGreaterThan(0);
            if (!NULL_FOR_ALL.includes(place)) expect(seen.probes).not.toContain(null);
          } else expect(seen).toEqual({ place, role, codes: undefined, probes: probes(whole) });
          if (allowed === "m") expect(probes(whole)).not.toEqual(MASKS[place]);
          if (role === "ADMIN" && !NULL_FOR_ALL.includes(place)) expect(probes(whole)).not.toContain(null);
        }
      }
    }
  },
);
