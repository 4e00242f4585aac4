import type { Currency } from '@carillon/money';
import type { Rate } from '../rate-card/rate.ts';
import type { CardRate, RateCard } from '../rate-card/rate-card.ts';
import { originRule, type EeaCountries } from './origin-rule.ts';

/**
 * Why the leg exists. `member`: somebody of the organization calls and is there. `forwarded`: it goes on without them
 * (forwarding rules, a flow, "Transfer now"). `fax`: sent from the interface.
 */
export type PricedLeg = 'member' | 'forwarded' | 'fax';

/** The plan of the access that calls, as the order form resolved it. */
export type CallingPlan =
  | { readonly kind: 'pay_as_you_go' }
  /** Zones of the rate card that the plan includes. */
  | { readonly kind: 'unlimited'; readonly zones: ReadonlySet<string> }
  /** An unlimited plan that staff suspended (R-8.1-a): its calls are charged. */
  | { readonly kind: 'suspended' };

export type CallToPrice = {
  readonly leg: PricedLeg;
  /** E.164. */
  readonly destination: string;
  /** Country of the number presented, or of the one behind a withheld number; by numbering plan. */
  readonly shownCountry: string | null;
  readonly plan: CallingPlan;
  /** Local date in the billing zone, ISO. */
  readonly day: string;
};

/** One reason on the way to a price; the texts are in the catalogue. */
export type PriceReason = {
  readonly ruleId: string;
  readonly key:
    | 'plan_without_calls'
    | 'plan_suspended'
    | 'forwarded'
    | 'zone_included'
    | 'zone_not_included'
    | 'number_shown'
    | 'by_the_minute'
    | 'no_rate';
  readonly values?: Readonly<Record<string, string>>;
};

/** What a call costs, frozen when it begins; `reasons` is the path that led there ("why this price"). */
export type CallPrice<C extends Currency = Currency> =
  | { readonly kind: 'included'; readonly rate: CardRate<C>; readonly reasons: readonly PriceReason[] }
  | { readonly kind: 'charged'; readonly rate: CardRate<C>; readonly reasons: readonly PriceReason[] }
  /** Nobody knows what it costs: it is not placed. */
  | { readonly kind: 'no_rate'; readonly reasons: readonly PriceReason[] };

/**
 * The price of a call that leaves the house. Emergency and internal calls never come here: they are free and need no rate.
 *
 * @rule R-A3.1-b, R-A3.3-a, R-A1-d
 */
export function priceCall<C extends Currency>(call: CallToPrice, card: RateCard<C>, eea: EeaCountries): CallPrice<C> {
  const rate = card.find(call.destination, call.day);
  if (rate === null) {
    return { kind: 'no_rate', reasons: [{ ruleId: 'R-A3.3-a', key: 'no_rate', values: { number: call.destination } }] };
  }
  const why = whyCharged(call, rate, eea);
  if (why === null) return { kind: 'included', rate, reasons: [zoneReason(rate, true)] };
  return {
    kind: 'charged',
    rate,
    reasons: [why, { ruleId: 'R-A3.3-a', key: 'by_the_minute', values: { prefix: rate.prefix } }],
  };
}

type Destination = Pick<Rate, 'zone' | 'destination' | 'country'>;

const zoneReason = ({ zone, destination }: Destination, included: boolean): PriceReason => ({
  ruleId: 'R-A3.1-b',
  key: included ? 'zone_included' : 'zone_not_included',
  values: { zone: zone ?? '', destination },
});

/** The first reason for which the call is not included; null: it is. */
function whyCharged(call: CallToPrice, rate: Destination, eea: EeaCountries): PriceReason | null {
  if (call.plan.kind === 'pay_as_you_go') return { ruleId: 'R-A3.3-a', key: 'plan_without_calls' };
  if (call.plan.kind === 'suspended') return { ruleId: 'R-8.1-a', key: 'plan_suspended' };
  if (call.leg === 'forwarded') return { ruleId: 'R-A1-d', key: 'forwarded' };
  if (rate.zone === null || !call.plan.zones.has(rate.zone)) return zoneReason(rate, false);
  const origin = originRule(rate.country, call.shownCountry, eea);
  if (origin.kind === 'holds') return null;
  return {
    ruleId: origin.ruleId,
    key: 'number_shown',
    values: { shown: call.shownCountry ?? '', destination: rate.country ?? '' },
  };
}
