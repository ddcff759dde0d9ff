import type { GraphQLResolveInfo } from "graphql";
import { Arg, Ctx, Extensions, Info, Resolver, Root, Subscription } from "type-graphql";
import type { EntityManager } from "typeorm";
import type { Notices } from "../database/notices.ts";
import { type Sql, sql } from "../database/sql.ts";
import { badUserInput } from "../graphql/errors.ts";
import { fromId } from "../graphql/ids.ts";
import { mayReadPersonal, PEOPLE_READERS, type Viewer } from "../graphql/roles.ts";
import { IdScalar } from "../graphql/scalars.ts";
import type { Answers } from "../reading/index.ts";
import { type ChangeKey, membershipChanges } from "./membership-changes.ts";
import { membershipChangeType } from "./segment.projection.ts";
import { readSegment } from "./segment.store.ts";

interface SubscribeContext {
  readonly answers: Answers;
  readonly manager: EntityManager;
  readonly notices: Notices;
  readonly viewer: Viewer;
}

async function subscribe(id: string | null | undefined, context: SubscribeContext) {
  const segmentId = id === undefined || id === null ? undefined : (fromId("seg", id) ?? null);
  if (
    segmentId === null ||
    (segmentId !== undefined && (await readSegment(context.manager, segmentId)) === undefined)
  ) {
    throw badUserInput(`There is no segment ${id}.`, ["segmentMembershipChanged", "segmentId"]);
  }
  return membershipChanges(context, { segmentId, withoutSmall: !mayReadPersonal(context.viewer) });
}

@Resolver()
export class MembershipChangedResolver {
  @Subscription(() => membershipChangeType.type, {
    description:
      "Each time that a customer enters a segment or leaves it from now on, in order. Those of groups of fewer than 10 people are left out for roles that may not read personal data.",
    subscribe: ({ args, context }) => subscribe(args["segmentId"], context),
  })
  @Extensions({ roles: PEOPLE_READERS })
  segmentMembershipChanged(
    @Arg("segmentId", () => IdScalar, {
      nullable: true,
      description: "Of this segment alone; of all segments where it is left out.",
    })
    _segmentId: string | null,
    @Root() { customerId, number }: ChangeKey,
    @Info() info: GraphQLResolveInfo,
    @Ctx() { answers }: SubscribeContext,
  ) {
    const where = (row: Sql) => sql`${row}.customer_id = ${customerId}::uuid and ${row}.number = ${number}::bigint`;
    return answers.row(membershipChangeType, { table: "segment_membership_change", where }, info);
  }
}
