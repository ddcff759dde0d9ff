import type { Logger } from "pino";
import type { DataSource } from "typeorm";
import { Repeated, Settled } from "./jobs/index.ts";
import { showDuePrices } from "./products/index.ts";
import { refreshRfm } from "./profiles/index.ts";

const RFM_DELAY_MS = 2_000;
const DUE_PRICES_EVERY_MS = 60_000;

export interface BackgroundOptions {
  readonly dataSource: DataSource;
  readonly log: Logger;
  readonly clock: () => Date;
}

/** What is done without being asked for: by one process, however many serve. */
export class Background {
  readonly #rfm: Settled;
  readonly #prices: Repeated;

  constructor({ dataSource, log, clock }: BackgroundOptions) {
    this.#rfm = new Settled(
      () => refreshRfm(dataSource.manager, clock()),
      (error) => log.error({ err: error }, "the RFM cut points could not be refreshed"),
      RFM_DELAY_MS,
    );
    let pricesShownAt: Date | undefined;
    this.#prices = new Repeated(
      async () => {
        const now = clock();
        await showDuePrices(dataSource.manager, pricesShownAt, now);
        pricesShownAt = now;
      },
      (error) => log.error({ err: error }, "prices whose day has come could not be shown"),
      DUE_PRICES_EVERY_MS,
    );
  }

  /** The RFM cut points may have moved. */
  ordersChanged(): void {
    this.#rfm.changed();
  }

  /** Does what is outstanding, and waits for it. */
  async settle(): Promise<void> {
    await this.#rfm.flush();
    await this.#prices.now();
  }

  /** Begins no more; what is left undone the next process begins with. */
  stop(): void {
    this.#rfm.stop();
    this.#prices.stop();
  }
}
