import type { IdentityKind } from "../customers/index.ts";
import type { Channel, TouchpointType } from "../touchpoints/index.ts";

export const CAMPAIGN_STATUSES = {
  DRAFT: "It is being written; nobody is in it yet.",
  SCHEDULED: "It will be launched by itself at startsAt.",
  RUNNING: "Its audience is fixed, and its messages are on their way.",
  PAUSED: "Nothing more leaves until it is resumed.",
  COMPLETED: "Each of its messages has been decided, or its end has come.",
  CANCELLED:
    "Somebody ended it, or it could not start: its end came first, or its segment was archived. What had left has left.",
} as const;

export type CampaignStatus = keyof typeof CAMPAIGN_STATUSES;

/** Where a campaign can go from where it is: by a mutation, by its times, or by its last message. */
export const MOVES: Readonly<Record<CampaignStatus, readonly CampaignStatus[]>> = {
  DRAFT: ["SCHEDULED", "RUNNING", "CANCELLED"],
  SCHEDULED: ["DRAFT", "RUNNING", "CANCELLED"],
  RUNNING: ["PAUSED", "COMPLETED", "CANCELLED"],
  PAUSED: ["RUNNING", "COMPLETED", "CANCELLED"],
  COMPLETED: [],
  CANCELLED: [],
};

/** Until then everything of it may change: nobody has been assigned. */
export const isBefore = (status: CampaignStatus): boolean => status === "DRAFT" || status === "SCHEDULED";

/** Whether one of its times has come; one that it has none of never does. */
export const hasCome = (moment: Date | null, now: Date): boolean => moment !== null && moment <= now;

/** Told of what went wrong with a campaign, which keeps no other waiting. */
export type Failed = (campaignId: string, error: unknown) => void;

export const isOver = (status: CampaignStatus): boolean => MOVES[status].length === 0;

export const MESSAGE_STATUSES = {
  PENDING: "It waits for its turn, for quiet hours to end, or to be tried again.",
  SENDING: "It is on its way out at this moment.",
  SENT: "It has left.",
  DELIVERED: "It has arrived.",
  BOUNCED: "It came back: nobody is at the address.",
  FAILED: "It could not be sent, and is not tried again.",
  UNKNOWN:
    "It was on its way out when the program or the connection broke. It may have left, so it is never sent again.",
  SUPPRESSED: "It was not to be sent; suppression says why.",
  HELD_OUT: "The customer gets none, so that it can be seen what the others' messages changed.",
} as const;

export type MessageStatus = keyof typeof MESSAGE_STATUSES;

/** In the order in which they are asked: the first that holds is the one that is told. */
export const SUPPRESSION_REASONS = {
  ERASED: "The person has been erased.",
  HELD_OUT: "The customer is held out.",
  NO_CONSENT: "Marketing on the variant's channel is not allowed.",
  NO_ADDRESS: "Nothing is known by which the channel could reach the customer.",
  BOUNCED: "A message to the address has come back before.",
  FREQUENCY_CAP: "The customer has had as many messages of all campaigns as this one's frequencyCap allows.",
  BUDGET_SPENT: "The budget does not pay for another message.",
} as const;

export type SuppressionReason = keyof typeof SUPPRESSION_REASONS;

/** By which identifiers a channel reaches people; "ADDRESS" is the postal one. A channel that is not here sends no messages. */
export const REACHED_BY: Readonly<Partial<Record<Channel, IdentityKind | "ADDRESS">>> = {
  EMAIL: "EMAIL",
  SMS: "PHONE",
  CALL_CENTER: "PHONE",
  PUSH: "DEVICE_ID",
  SOCIAL: "SOCIAL_ID",
  DIRECT_MAIL: "ADDRESS",
};

/** What nobody can do who gets no message: of such a goal there is nothing to compare. */
export const OF_MESSAGES: ReadonlySet<string> = new Set([
  "MESSAGE_SENT",
  "MESSAGE_DELIVERED",
  "MESSAGE_OPENED",
  "MESSAGE_CLICKED",
  "MESSAGE_BOUNCED",
  "UNSUBSCRIBED",
] satisfies TouchpointType[]);

/** Half of them at most: a campaign is made to be sent. */
export const MOST_HELD_OUT = 0.5;

/** The turn of whoever moves a campaign or sends its messages: what a move has stopped has stopped when it is answered. */
export const turnOf = (campaignId: string): string => `campaign ${campaignId}`;

/** The turn of whoever decides on messages: what one campaign sends counts for the others' frequency caps. */
export const MESSAGES = "messages of campaigns";

/** Who tells of what becomes of messages, as the source of their touchpoints. */
export const SOURCE = "campaigns";

/** The kind of the job that sends what is due. */
export const SEND_MESSAGES = "SEND_MESSAGES";
