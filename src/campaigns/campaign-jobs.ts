import type { DataSource } from "typeorm";
import type { JobTask } from "../jobs/index.ts";
import type { ShopSettings } from "../shop/index.ts";
import type { Ingestion } from "../touchpoints/index.ts";
import type { Failed } from "./campaign.ts";
import type { Adapters } from "./delivery/adapters.ts";
import { linkSecret } from "./links/link-key.store.ts";
import { MessageLinks } from "./links/message-links.ts";
import { sendMessages } from "./messages/send-messages.ts";
import type { RecommendsLists } from "./messages/send-some.ts";

export interface SendingOptions {
  readonly dataSource: DataSource;
  readonly ingestion: Ingestion;
  readonly shop: ShopSettings;
  readonly recommends: RecommendsLists;
  readonly adapters: Adapters;
  /** Where this program is reached from outside. */
  readonly publicUrl: string;
  readonly clock: () => Date;
  readonly failed: Failed;
}

/** What campaigns do in the background. */
export const campaignJobs = ({ publicUrl, adapters, ...parts }: SendingOptions): JobTask[] => [
  sendMessages(async () => ({
    ...parts,
    adapterFor: adapters.adapterFor,
    links: new MessageLinks(publicUrl, await linkSecret(parts.dataSource.manager)),
  })),
];
