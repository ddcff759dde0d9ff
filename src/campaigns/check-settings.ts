import { nameRefusals, type Refusal, textRefusals } from "../graphql/refusals.ts";
import { momentFault } from "../math/moments.ts";
import { amountFault } from "../products/index.ts";
import { MOST_HELD_OUT, REACHED_BY } from "./campaign.ts";
import { quietHoursFault } from "./quiet-hours.ts";
import type { CampaignSettings, VariantSettings } from "./settings.ts";
import { templateFaults } from "./template/check-template.ts";

const MOST_VARIANTS = 20;
const MOST_DAYS = 365;
const MOST_MESSAGES = 1_000;
const LONGEST_VARIANT_NAME = 100;
const GREATEST_WEIGHT = 1_000_000;

const invalid = (message: string, ...path: string[]): Refusal => ({ code: "INVALID", message, path });

/** What is wrong with settings that needs no look at the database, each with its place. */
export const settingRefusals = (settings: CampaignSettings): Refusal[] => [
  ...nameRefusals(settings.name),
  ...timeRefusals(settings),
  ...numberRefusals(settings),
  ...moneyRefusals(settings),
  ...quietRefusals(settings),
  ...variantsRefusals(settings.variants),
];

function timeRefusals({ startsAt, endsAt }: CampaignSettings): Refusal[] {
  const faults = Object.entries({ startsAt, endsAt }).flatMap(([field, moment]) => {
    const fault = moment === null ? undefined : momentFault(moment);
    return fault === undefined ? [] : [invalid(`${field} ${fault}`, field)];
  });
  if (faults.length > 0 || startsAt === null || endsAt === null || endsAt > startsAt) return faults;
  const message = `endsAt is ${endsAt.toISOString()}, and startsAt ${startsAt.toISOString()}: a campaign ends after it has started`;
  return [invalid(message, "endsAt")];
}

function numberRefusals({ holdoutShare, attributionDays, frequencyCap }: CampaignSettings): Refusal[] {
  const refusals: Refusal[] = [];
  if (!(holdoutShare >= 0 && holdoutShare <= MOST_HELD_OUT)) {
    refusals.push(invalid(`holdoutShare is ${holdoutShare}; it is from 0 to ${MOST_HELD_OUT}`, "holdoutShare"));
  }
  const whole = (value: number, most: number, ...path: string[]): void => {
    if (value >= 1 && value <= most) return;
    refusals.push(invalid(`${path.join(".")} is ${value}; it is from 1 to ${most}`, ...path));
  };
  whole(attributionDays, MOST_DAYS, "attributionDays");
  if (frequencyCap === null) return refusals;
  whole(frequencyCap.messages, MOST_MESSAGES, "frequencyCap", "messages");
  whole(frequencyCap.perDays, MOST_DAYS, "frequencyCap", "perDays");
  return refusals;
}

function moneyRefusals({ budget, costPerMessage }: CampaignSettings): Refusal[] {
  const refusals = Object.entries({ budget, costPerMessage }).flatMap(([field, amount]) => {
    const fault = amount === null ? undefined : amountFault(amount);
    return fault === undefined ? [] : [invalid(`${field} ${fault}`, field)];
  });
  if (refusals.length > 0 || budget === null) return refusals;
  if (costPerMessage === null || Number(costPerMessage.amount) === 0) {
    const message = "budget needs costPerMessage above 0: what is spent is that times the messages that have left";
    return [invalid(message, "costPerMessage")];
  }
  if (costPerMessage.currency === budget.currency) return [];
  const message = `costPerMessage is in ${costPerMessage.currency}, and budget in ${budget.currency}; both are in one currency`;
  return [invalid(message, "costPerMessage", "currency")];
}

function quietRefusals({ quietHours }: CampaignSettings): Refusal[] {
  const fault = quietHours === null ? undefined : quietHoursFault(quietHours);
  return fault === undefined ? [] : [invalid(fault.message, "quietHours", ...fault.path)];
}

function variantsRefusals(variants: readonly VariantSettings[]): Refusal[] {
  if (variants.length === 0) return [invalid("variants is empty; a campaign has at least one", "variants")];
  if (variants.length > MOST_VARIANTS) {
    const message = `variants has ${variants.length} items; at most ${MOST_VARIANTS}`;
    return [{ code: "TOO_LARGE", message, path: ["variants"] }];
  }
  const seen = new Set<string>();
  return variants.flatMap((variant, place) => {
    const isTwice = seen.has(variant.name);
    seen.add(variant.name);
    const twice = isTwice ? [invalid(`name is ${variant.name}, as is another variant's`, "name")] : [];
    const under = ({ path, ...refusal }: Refusal): Refusal => ({
      ...refusal,
      path: ["variants", String(place), ...path],
    });
    return [...twice, ...variantRefusals(variant)].map(under);
  });
}

function variantRefusals(variant: VariantSettings): Refusal[] {
  const { name, weight, channel } = variant;
  const empty = name === "" ? "is empty" : undefined;
  const refusals = textRefusals("name", name, LONGEST_VARIANT_NAME, empty);
  if (!(weight > 0 && weight <= GREATEST_WEIGHT)) {
    refusals.push(invalid(`weight is ${weight}; it is above 0, and at most ${GREATEST_WEIGHT}`, "weight"));
  }
  if (REACHED_BY[channel] === undefined) {
    const message = `channel is ${channel}, on which nobody can be sent a message; it is one of ${Object.keys(REACHED_BY).join(", ")}`;
    refusals.push(invalid(message, "channel"));
  }
  return [...refusals, ...templateFaults(variant).map(({ path, message }) => invalid(message, ...path))];
}
