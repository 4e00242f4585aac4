import { anniversary, localDate } from '@carillon/calendar';
import { multiply, sum, type Currency, type Money } from '@carillon/money';

type Day = Temporal.PlainDate;

export const orderFormStates = ['draft', 'sent', 'viewed', 'signed', 'declined', 'expired', 'superseded'] as const;
export type OrderFormState = (typeof orderFormStates)[number];
export type OrderFormAct = 'edit' | 'send' | 'view' | 'sign' | 'decline' | 'expire' | 'supersede';

const steps: Readonly<Record<OrderFormAct, { readonly from: readonly OrderFormState[]; readonly to: OrderFormState }>> =
  {
    edit: { from: ['draft'], to: 'draft' },
    send: { from: ['draft'], to: 'sent' },
    view: { from: ['sent', 'viewed'], to: 'viewed' },
    sign: { from: ['viewed'], to: 'signed' },
    decline: { from: ['viewed'], to: 'declined' },
    expire: { from: ['sent', 'viewed'], to: 'expired' },
    supersede: { from: ['draft', 'sent', 'viewed', 'declined', 'expired'], to: 'superseded' },
  };

/**
 * The state after an act; null where the act is not possible. What was signed never changes: a correction is a new
 * version, made before the signature, and voids the earlier one with its link.
 * @rule R-1.2-a
 */
export function stepOrderForm(state: OrderFormState, act: OrderFormAct): OrderFormState | null {
  const step = steps[act];
  return step.from.includes(state) ? step.to : null;
}

export type OrderedItem<C extends Currency = Currency> = { readonly unitPrice: Money<C>; readonly quantity: number };

/** What the items cost for some months, without tax. */
export function orderTotal<C extends Currency>(
  items: readonly OrderedItem<NoInfer<C>>[],
  currency: C,
  months: number,
): Money<C> {
  const monthly = items.map(({ unitPrice, quantity }) => multiply<C>(unitPrice, BigInt(quantity)));
  return multiply<C>(sum<C>(monthly, currency), BigInt(months));
}

/**
 * When an order form takes effect and until when it commits: the local day of the signature, and the end, exclusive;
 * null for a subscription without commitment.
 * @rule R-D-a, R-1.4-a
 */
export function orderTerm(
  signedAt: Temporal.Instant,
  { timeZone, commitmentMonths }: { readonly timeZone: string; readonly commitmentMonths: number },
): { readonly effectiveDate: Day; readonly endsOn: Day | null } {
  const effectiveDate = localDate(signedAt, timeZone);
  const endsOn = commitmentMonths === 0 ? null : anniversary(effectiveDate, { months: commitmentMonths }, 1);
  return { effectiveDate, endsOn };
}

/**
 * Whether a client shows that it acts as a professional: by a company number, or by a VAT number where it has none.
 * @rule R-0-a
 */
export function isProfessional(client: {
  readonly registrationNumber: string | null;
  readonly vatNumber: string | null;
}): boolean {
  return client.registrationNumber !== null || client.vatNumber !== null;
}

export const waivers = [
  'durable_medium',
  'contract_summary',
  'usage_monitoring',
  'cap_warning',
  'maximum_term',
] as const;
export type Waiver = (typeof waivers)[number];
export type SizeClass = 'micro' | 'small' | 'medium' | 'large' | 'non_profit';

/** EU, Iceland, Liechtenstein, Norway. */
const eea: ReadonlySet<string> = new Set(
  'AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IS IT LI LT LU LV MT NL NO PL PT RO SE SI SK'.split(' '),
);

/**
 * The rights under the European electronic communications code that a client is asked to give up, each by a box of its
 * own that starts empty: micro and small enterprises and non-profits in the European Economic Area only.
 * @rule R-2.3-a, R-2.3-b, R-2.3-c, R-2.3-d, R-2.3-e
 */
export function waiversOffered(client: { readonly sizeClass: SizeClass; readonly country: string }): readonly Waiver[] {
  const isProtected = ['micro', 'small', 'non_profit'].includes(client.sizeClass) && eea.has(client.country);
  return isProtected ? waivers : [];
}
