import { enumOf } from "../graphql/enums.ts";
import { CHANNELS } from "./channels.ts";
import { TOUCHPOINT_TYPES } from "./types.ts";

export const ChannelEnum = enumOf("Channel", "The ways in which a shop and its customers meet.", CHANNELS);

export const TouchpointTypeEnum = enumOf(
  "TouchpointType",
  "What a touchpoint can be; the names follow Segment's e-commerce spec where it has one.",
  TOUCHPOINT_TYPES,
);

export const TouchpointStatusEnum = enumOf("TouchpointStatus", "What became of a touchpoint that was sent.", {
  RECORDED: "It was stored.",
  DUPLICATE: "Its messageId was taken before; nothing was changed.",
  QUARANTINED: "It could not be taken, for the reasons given; nothing was changed.",
  SUPPRESSED:
    "It is of a person who was erased or refuses analytics, or was not to be tracked: not stored, and no error.",
});
