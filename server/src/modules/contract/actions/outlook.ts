import { decimalText, moneyFromDecimal } from '@carillon/money';
import { scopeOf, type Actor } from '#platform/actor';
import type { Tx } from '#platform/db';
import { appError } from '#platform/errors';
import type { ContractContext } from '../context.ts';
import {
  commitmentOn,
  lastDayAgainstRenewal,
  leaveOn,
  numberDeletionFee,
  revisionDates,
} from '../domain/subscription.ts';
import type { OrderFormRow } from '../store/order-form-rows.ts';
import { findOrderForm } from '../store/order-forms.ts';
import { billingToday } from './policies.ts';
import { figuresOn, subscriptionFigures, subscriptionOf, type Figure } from './subscription.ts';

/**
 * What a signed order form will do next, and what leaving it costs, on a day: today unless another one is asked. The
 * figures are those of the organization's contract. @throws not_found when there is none that is signed
 */
export function readOutlook(
  context: ContractContext,
  actor: Actor,
  given: { readonly orderFormId: string; readonly on?: string | undefined },
) {
  return context.db.read(scopeOf(actor), async (tx) => {
    const form = await findOrderForm(tx, given.orderFormId);
    if (!form?.effectiveDate) throw appError('not_found');
    const today = await billingToday(context, tx);
    const asked = given.on === undefined ? today : Temporal.PlainDate.from(given.on);
    // Nothing happened before the signature.
    const on = Temporal.PlainDate.compare(asked, form.effectiveDate) < 0 ? form.effectiveDate : asked;
    return outlookOn(tx, form, on);
  });
}

async function outlookOn(tx: Tx, form: OrderFormRow, on: Temporal.PlainDate) {
  const figure = figuresOn(tx, form.organizationId, on);
  const subscription = subscriptionOf(form);
  const figures = await subscriptionFigures(figure);
  const term = commitmentOn(subscription, figures.renewal, on);
  const leaving = leaveOn(subscription, figures, on);
  const revision = revisionDates(
    subscription,
    { renewal: figures.renewal, on },
    {
      noticeDays: await figure('price.revision_notice_days'),
      negotiateMonths: await figure('price.negotiate_months_before'),
    },
  );
  const { currency } = subscription.monthlyPrice;
  return {
    on: on.toString(),
    currency,
    term: term && { start: term.start.toString(), end: term.end.toString(), renewals: term.renewals },
    refuseRenewalBy: lastDayAgainstRenewal(subscription, figures, on)?.toString() ?? null,
    revision: {
      effectiveOn: revision.effectiveOn.toString(),
      announceBy: revision.announceBy.toString(),
      negotiateBy: revision.negotiateBy.toString(),
    },
    leaving: {
      endsOn: leaving.endsOn.toString(),
      months: leaving.months,
      indemnity: decimalText(leaving.indemnity),
      ruleId: leaving.ruleId,
    },
    numberDeletionFee: await deletionFee(form, { isCommitted: term !== null, monthsLeft: leaving.months, figure }),
  };
}

type Deletion = { readonly isCommitted: boolean; readonly monthsLeft: number; readonly figure: Figure };

/** Of one number at the price of the order form; null when none was ordered. */
async function deletionFee({ content }: OrderFormRow, { isCommitted, monthsLeft, figure }: Deletion) {
  const number = content.items.find(({ product }) => product === 'phone_number');
  if (!number) return null;
  const monthlyPrice = moneyFromDecimal(number.amount, content.currency);
  const figures = {
    months: await figure<number>('number.delete_fee_months'),
    isCappedToTerm: await figure<boolean>('number.delete_fee.cap_to_term'),
  };
  return decimalText(numberDeletionFee({ monthlyPrice, isCommitted, monthsLeft, isTemporary: false }, figures));
}
