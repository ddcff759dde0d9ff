import { CannotLearn } from "../recommender.ts";

/** A regression was to be learned from too little: it says what there is and what would be needed. */
export class TooLittleHistory extends CannotLearn {
  override name = "TooLittleHistory";
  readonly purchases: number;
  readonly needed: number;

  constructor(purchases: number, needed: number, of: string) {
    super(
      `A regression needs ${needed} products that customers with a past newly came to have in ${of}; there are ${purchases}. A longer history has more.`,
    );
    this.purchases = purchases;
    this.needed = needed;
  }
}

/** How probable a score makes a purchase was to be learned from too few of them. */
export class TooFewHits extends CannotLearn {
  override name = "TooFewHits";
  readonly purchases: number;
  readonly needed: number;

  constructor(purchases: number, needed: number) {
    super(
      `Telling how probable a score makes a purchase needs ${needed} products that customers newly came to have; there are ${purchases}. A longer history has more.`,
    );
    this.purchases = purchases;
    this.needed = needed;
  }
}

/** Some features say the same in other words, so that no weights are better than all others. */
export class CollinearFeatures extends CannotLearn {
  override name = "CollinearFeatures";
  readonly features: readonly string[];
  readonly condition: number;

  constructor(features: readonly string[], condition: number) {
    super(
      `These features cannot be told apart: ${features.join(", ")}. Each follows from the others (condition number ${condition.toPrecision(3)}); leave one of them out.`,
    );
    this.features = features;
    this.condition = condition;
  }
}

/** Features without which nothing can be fitted are the same in every row. */
export class NothingVaries extends CannotLearn {
  override name = "NothingVaries";

  constructor() {
    super("No feature varies: there is nothing that products could be told apart by.");
  }
}
