import "reflect-metadata";
import { expect, test } from "vitest";
import { startApp } from "../support/app.ts";
import { RECORD } from "../support/builders.ts";
import { launched, people, statesOf } from "./campaigns.ts";

const LAST_WORDS = `query ($campaignId: ID!) {
  all: touchpoints(filter: { types: [UNSUBSCRIBED, MESSAGE_BOUNCED] }) { nodes { type campaign { id } } }
  ofIt: touchpoints(filter: { campaignId: $campaignId }) { totalCount } }`;

test.each(["cmp_00000000000000000000000000000000", "mailer-4711"])(
  "who unsubscribes or bounces by a mail provider whose campaign %s is none of ours is written to no more",
  async (campaignId) => {
    const app = await startApp({ training: true });
    await people(app, "ada", "bob", "eve");
    app.setNow(new Date("2026-06-15T12:05:00Z"));
    const told = (type: string, user: string, minute: number) => ({
      ...{
        messageId: `${type} ${user}`,
        channel: "EMAIL",
        type,
        occurredAt: `2026-06-15T12:0${minute}:00Z`,
        campaignId,
      },
      identities: [{ kind: "EMAIL", value: `${user}@example.com` }],
    });
    const touchpoints = [
      told("UNSUBSCRIBED", "ada", 2),
      told("MESSAGE_BOUNCED", "bob", 3),
      told("MESSAGE_OPENED", "eve", 4),
    ];

    const { recordTouchpoints } = await app.query(RECORD, { input: { touchpoints } });

    const reasons = [`campaignId: there is no campaign ${campaignId}`];
    expect(recordTouchpoints.outcomes).toMatchObject([
      { status: "RECORDED", reasons: [] },
      { status: "RECORDED", reasons: [] },
      { status: "QUARANTINED", reasons },
    ]);
    expect(await statesOf(app, await launched(app))).toEqual({
      ada: "SUPPRESSED NO_CONSENT",
      bob: "SUPPRESSED BOUNCED",
      eve: "DELIVERED",
    });
    const kept = await app.query(LAST_WORDS, { campaignId });
    expect(kept.all.nodes).toEqual([
      { type: "MESSAGE_BOUNCED", campaign: null },
      { type: "UNSUBSCRIBED", campaign: null },
    ]);
    expect(kept.ofIt.totalCount).toBe(0);
  },
);
