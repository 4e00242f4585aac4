/**
 * Ratings a second on one thread: look-up by longest prefix in a card of 60,000 rates, included rule, price of the call.
 * Run: `node bench/rating.ts [seconds]`. Counts CPU time of this process.
 */
import { eeaCountries } from '@carillon/telnum';
import { priceCall, type CallingPlan } from '../server/src/modules/billing/domain/call-price/price-call.ts';
import { createRateCard } from '../server/src/modules/billing/domain/rate-card/rate-card.ts';
import { readRates } from '../server/src/modules/billing/domain/rate-card/read-rates.ts';

const seconds = Number(process.argv[2] ?? 3);
const cardSize = 60_000;

/** Prefixes of two to seven digits, as a wholesale carrier's file has them. */
function rows() {
  return Array.from({ length: cardSize }, (_, index) => ({
    prefix: String(20 + (index % 80)) + (index < 80 ? '' : String(index)),
    destination: `Destination ${index}`,
    country: index % 3 === 0 ? 'FR' : 'DE',
    kind: 'fixed',
    zone: index % 2 === 0 ? 'included' : 'world',
    rate: `0.0${1 + (index % 9)}`,
  }));
}

const card = createRateCard('bench', 'EUR', readRates(rows(), 'EUR').rates);
const plan: CallingPlan = { kind: 'unlimited', zones: new Set(['included']) };
const numbers = Array.from({ length: 4_096 }, (_, index) => `+${20 + (index % 80)}${(index * 7_919) % 100_000_000}`);

function rateOnce(index: number): bigint {
  const call = {
    leg: 'member',
    destination: numbers[index & 4_095]!,
    shownCountry: 'FR',
    plan,
    day: '2026-01-15',
  } as const;
  const price = priceCall(call, card, eeaCountries);
  return price.kind === 'charged' ? price.rate.rater.rate(30 + (index & 511)).price.amountMicro : 0n;
}

let total = 0n;
for (let index = 0; index < 200_000; index += 1) total += rateOnce(index);
const before = process.cpuUsage();
const end = performance.now() + seconds * 1_000;
let count = 0;
while (performance.now() < end) {
  for (let index = 0; index < 10_000; index += 1) total += rateOnce(index);
  count += 10_000;
}
const used = process.cpuUsage(before);
const perSecond = count / ((used.user + used.system) / 1e6);
console.log(`${cardSize} rates: ${Math.round(perSecond).toLocaleString('en')} ratings per CPU second (target 500,000)`);
if (total === 0n) process.exitCode = 1;
