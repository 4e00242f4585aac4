import { parsePeriodicity } from '@carillon/calendar';
import { moneyFromDecimal } from '@carillon/money';
import type { Tx } from '#platform/db';
import { orderTotal } from '../domain/order-form.ts';
import type { Subscription, SubscriptionFigures } from '../domain/subscription.ts';
import type { OrderFormRow } from '../store/order-form-rows.ts';
import { policyValue } from './policies.ts';

/** What a signed order form started. */
export function subscriptionOf({ content, effectiveDate }: OrderFormRow): Subscription {
  const { currency, commitmentMonths, periodicity } = content;
  const items = content.items.map(({ quantity, amount }) => ({
    quantity,
    unitPrice: moneyFromDecimal(amount, currency),
  }));
  const monthlyPrice = orderTotal(items, currency, 1);
  return { start: effectiveDate!, commitmentMonths, billedMonths: periodicity === 'yearly' ? 12 : 1, monthlyPrice };
}

export type Figure = <T>(key: string) => Promise<T>;

/** The figures of an organization's contract on a day. */
export function figuresOn(tx: Tx, organizationId: string, on: Temporal.PlainDate): Figure {
  return async <T>(key: string) => (await policyValue(tx, organizationId, key, on)) as T;
}

export async function subscriptionFigures(figure: Figure): Promise<SubscriptionFigures> {
  const monthlyNotice = parsePeriodicity(await figure('termination.monthly_notice'));
  return {
    renewal: parsePeriodicity(await figure('renewal.committed')),
    committedNotice: { days: await figure('termination.committed_notice_days') },
    monthlyNotice: 'months' in monthlyNotice ? { months: monthlyNotice.months } : { days: monthlyNotice.days },
    indemnityMonths: await figure('etf.months'),
  };
}
