import { ApiKey } from "./access/index.ts";
import {
  BouncedAddress,
  Campaign,
  CampaignAssignment,
  CampaignVariant,
  LinkKey,
  SandboxMessage,
} from "./campaigns/index.ts";
import { Consent } from "./consents/index.ts";
import { Claim, Customer, CustomerSearch, Identifier, Identity, IdentityEvidence } from "./customers/index.ts";
import { DemoShop } from "./demo/index.ts";
import { Job } from "./jobs/index.ts";
import { Model, ModelPart } from "./models/index.ts";
import { CustomerOrder, OrderLine, OrderNumber, OrderTouchpoint, Refund, RefundLine } from "./orders/index.ts";
import { CompetitorOffer, PricePoint, Product } from "./products/index.ts";
import { CustomerChannel, CustomerInterest, CustomerProfile, RfmCutPoints } from "./profiles/index.ts";
import {
  MembershipDue,
  RecategorisedProduct,
  Segment,
  SegmentMembership,
  SegmentMembershipChange,
  SegmentWatch,
} from "./segments/index.ts";
import { ExchangeRate, Shop } from "./shop/index.ts";
import { AcceptedMessage, Touchpoint } from "./touchpoints/index.ts";

/** Every table that has an entity. */
export const ENTITIES = [
  Shop,
  ExchangeRate,
  ApiKey,
  Customer,
  CustomerSearch,
  Identity,
  Identifier,
  IdentityEvidence,
  Claim,
  Product,
  PricePoint,
  CompetitorOffer,
  AcceptedMessage,
  Touchpoint,
  Consent,
  OrderNumber,
  OrderTouchpoint,
  CustomerOrder,
  OrderLine,
  Refund,
  RefundLine,
  CustomerProfile,
  CustomerChannel,
  CustomerInterest,
  RfmCutPoints,
  DemoShop,
  Job,
  Model,
  ModelPart,
  Segment,
  SegmentMembership,
  SegmentMembershipChange,
  MembershipDue,
  RecategorisedProduct,
  SegmentWatch,
  Campaign,
  CampaignVariant,
  CampaignAssignment,
  BouncedAddress,
  SandboxMessage,
  LinkKey,
];
