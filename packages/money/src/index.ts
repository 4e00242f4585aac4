export { allocate } from './allocate.ts';
export {
  add,
  compare,
  ledgerPrice,
  multiply,
  multiplyByRate,
  negate,
  percentOf,
  priceCap,
  subtract,
  sum,
  sumMicro,
} from './arithmetic.ts';
export { billableSeconds, callRater, startedMinutes } from './call-rating.ts';
export type { AffordableTime, CallRate, CallRater, Increments, RatedCall } from './call-rating.ts';
export type { Charge, ExplanationLine } from './charges/charge.ts';
export { chargeFor } from './charges/charge-model.ts';
export type { ChargeModel } from './charges/charge-model.ts';
export { prorate } from './charges/proration.ts';
export type { ProratedItem } from './charges/proration.ts';
export type { Tier } from './charges/tiers.ts';
export { allCurrencies, isCurrency, minorDigits } from './currency.ts';
export type { Currency } from './currency.ts';
export { formatMicroMoney, formatMoney, formatPrice } from './format.ts';
export { flatRecoveryCost, lateInterest, recoveryBeyondFlat } from './late-payment.ts';
export type { InterestPeriod, LateInterest } from './late-payment.ts';
export { decimalText, microMoney, money, moneyFromDecimal, price, toMicro, toMinor, toPrice } from './money.ts';
export type { MicroMoney, MicroUnits, MinorUnits, Money, Price } from './money.ts';
export { parseMoney } from './parse.ts';
export type { ParsedMoney } from './parse.ts';
export { precise, readPrecise, shortDecimal } from './precise.ts';
export type { Precise, ReadPrecise } from './precise.ts';
export type { RoundingRule } from './rounding.ts';
export { splitGross, vatTotals } from './vat.ts';
export type { VatCategory, VatLine, VatSubtotal, VatTotals, VatTreatment } from './vat.ts';
