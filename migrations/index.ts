import { ShopAndKeys1764000000001 } from "./1764000000001-shop-and-keys.ts";
import { Customers1764000000002 } from "./1764000000002-customers.ts";
import { Products1764000000003 } from "./1764000000003-products.ts";
import { Touchpoints1764000000004 } from "./1764000000004-touchpoints.ts";
import { Orders1764000000005 } from "./1764000000005-orders.ts";
import { Profiles1764000000006 } from "./1764000000006-profiles.ts";
import { DemoShop1764000000007 } from "./1764000000007-demo-shop.ts";
import { WhatChangesOften1764000000008 } from "./1764000000008-what-changes-often.ts";
import { Consents1764000000009 } from "./1764000000009-consents.ts";
import { Jobs1764000000010 } from "./1764000000010-jobs.ts";
import { Models1764000000011 } from "./1764000000011-models.ts";
import { ProductChanges1764000000012 } from "./1764000000012-product-changes.ts";
import { Segments1764000000013 } from "./1764000000013-segments.ts";
import { DueTogether1764000000014 } from "./1764000000014-due-together.ts";
import { Campaigns1764000000015 } from "./1764000000015-campaigns.ts";

/** In the order in which they run. */
export const MIGRATIONS = [
  ShopAndKeys1764000000001,
  Customers1764000000002,
  Products1764000000003,
  Touchpoints1764000000004,
  Orders1764000000005,
  Profiles1764000000006,
  DemoShop1764000000007,
  WhatChangesOften1764000000008,
  Consents1764000000009,
  Jobs1764000000010,
  Models1764000000011,
  ProductChanges1764000000012,
  Segments1764000000013,
  DueTogether1764000000014,
  Campaigns1764000000015,
];
