import {
  anniversaryFrom,
  endAfterNotice,
  lastDayBefore,
  lastNoticeDay,
  nextAnniversary,
  termContaining,
  wholePeriodsBetween,
  type DeadlineSpan,
  type Periodicity,
  type Term,
} from '@carillon/calendar';
import { multiply, type Money } from '@carillon/money';

type Day = Temporal.PlainDate;
const monthly: Periodicity = { months: 1 };

/** What a signed order form started. */
export type Subscription = {
  /** First day; its day of the month is the anniversary. */
  readonly start: Day;
  /** 0: without commitment. */
  readonly commitmentMonths: number;
  /** How many months an invoice covers: 1 or 12. */
  readonly billedMonths: number;
  /** Recurring price of a month without tax: no usage, no one-off, no part of a period. */
  readonly monthlyPrice: Money;
};

/** The figures of the contract that its dates depend on. */
export type SubscriptionFigures = {
  readonly renewal: Periodicity;
  readonly committedNotice: DeadlineSpan;
  readonly monthlyNotice: DeadlineSpan;
  /** `ceil_calendar` counts the month begun too (etf.months). */
  readonly indemnityMonths: 'unbilled_periods' | 'ceil_calendar';
};

/** The commitment on a day, first or renewed; null without commitment. */
export function commitmentOn({ start, commitmentMonths }: Subscription, renewal: Periodicity, on: Day): Term | null {
  return commitmentMonths === 0 ? null : termContaining({ start, initial: { months: commitmentMonths }, renewal }, on);
}

/**
 * The end of what is added on a day: with the commitment that runs then, and renewed with the rest.
 * @rule R-1.4-d
 */
export function additionEndsOn(subscription: Subscription, renewal: Periodicity, addedOn: Day): Day | null {
  return commitmentOn(subscription, renewal, addedOn)?.end ?? null;
}

/**
 * The last day to refuse a renewal; null without commitment.
 * @rule R-9.1.2-a
 */
export function lastDayAgainstRenewal(subscription: Subscription, figures: SubscriptionFigures, on: Day): Day | null {
  const term = commitmentOn(subscription, figures.renewal, on);
  return term && lastNoticeDay(term, figures.committedNotice);
}

/** Months that a calendar counts from a day to the end, the one begun included. */
function startedMonths(from: Day, until: Day): number {
  let count = 0;
  while (Temporal.PlainDate.compare(from.add({ months: count }), until) < 0) count += 1;
  return count;
}

function latest(days: readonly Day[]): Day | null {
  return days.toSorted((left, right) => Temporal.PlainDate.compare(left, right)).at(-1) ?? null;
}

export type Leaving = {
  /** First day without service, or that is no longer billed. */
  readonly endsOn: Day;
  readonly months: number;
  readonly indemnity: Money;
  readonly ruleId: string;
};

/**
 * What leaving costs on a day. Committed: the monthly price × the months up to the end of the term that are not billed
 * yet, since paid ones are not refunded. Without commitment: nothing, at the anniversary after the notice.
 * @rule R-9.1.2-b, R-9.1.2-c, R-9.1.1-a, R-9.1.1-b, R-9.2.3-a
 */
export function leaveOn(subscription: Subscription, figures: SubscriptionFigures, on: Day): Leaving {
  const { start, billedMonths, monthlyPrice } = subscription;
  const term = commitmentOn(subscription, figures.renewal, on);
  if (!term) {
    const endsOn = endAfterNotice(start, monthly, { on, notice: figures.monthlyNotice });
    return { endsOn, months: 0, indemnity: multiply(monthlyPrice, 0n), ruleId: 'R-9.1.1-b' };
  }
  const billing: Periodicity = { months: billedMonths };
  const unbilled = wholePeriodsBetween(start, billing, { from: on.add({ days: 1 }), until: term.end }) * billedMonths;
  const months = figures.indemnityMonths === 'unbilled_periods' ? unbilled : startedMonths(on, term.end);
  const paidUntil = nextAnniversary(start, billing, on);
  return { endsOn: paidUntil, months, indemnity: multiply(monthlyPrice, BigInt(months)), ruleId: 'R-9.1.2-b' };
}

/**
 * Until which day, 24:00, one may leave without indemnity after a rise that the seller decided: the longer of the two
 * periods, and as long as the old price holds.
 * @rule R-3.2-d, R-9.1.2-d
 */
export function exitAfterIncrease(
  increase: { readonly noticeOn: Day; readonly effectiveOn: Day },
  figures: { readonly exitDays: number; readonly exitMonths: number },
): Day {
  const { noticeOn, effectiveOn } = increase;
  const days = [noticeOn.add({ days: figures.exitDays }), noticeOn.add({ months: figures.exitMonths }), effectiveOn];
  return latest(days)!;
}

export type IncreaseCause = 'provider' | 'regulation' | 'authority' | 'carrier';

/**
 * Whether a rise gives the right to leave: not when others decided it, and then only for SMS and minutes; the price of
 * an access or a number is always the seller's own.
 * @rule R-3.2-e
 */
export function opensExit(
  cause: IncreaseCause,
  product: 'sms' | 'voice_minutes' | 'access' | 'number' | 'option',
): boolean {
  return cause === 'provider' || (product !== 'sms' && product !== 'voice_minutes');
}

/**
 * The first day on which a rise announced today may hold; one that others decided holds from the next day.
 * @rule R-3.2-b
 */
export function earliestIncrease(announcedOn: Day, isOurs: boolean, noticeDays: number): Day {
  return announcedOn.add({ days: isOurs ? noticeDays : 1 });
}

/**
 * When a yearly revision may take effect: at the end of the commitment, else on the anniversary of the signature; and
 * the last days to negotiate it, and to announce it.
 * @rule R-A3.5-b, R-A3.5-c, R-A3.5-d
 */
export function revisionDates(
  subscription: Subscription,
  { renewal, on }: { readonly renewal: Periodicity; readonly on: Day },
  figures: { readonly noticeDays: number; readonly negotiateMonths: number },
): { readonly effectiveOn: Day; readonly announceBy: Day; readonly negotiateBy: Day } {
  const yearly = { months: 12 };
  const next = nextAnniversary(subscription.start, yearly, on);
  const effectiveOn = commitmentOn(subscription, renewal, on)?.end ?? next;
  return {
    effectiveOn,
    announceBy: lastDayBefore(effectiveOn, { days: figures.noticeDays }),
    negotiateBy: lastDayBefore(effectiveOn, { months: figures.negotiateMonths }),
  };
}

/**
 * The day from which an option bought on the dashboard is billed: the first anniversary of the month that follows.
 * @rule R-A1-g
 */
export function optionBilledFrom(start: Day, boughtOn: Day): Day {
  const nextMonth = boughtOn.toPlainYearMonth().add({ months: 1 }).toPlainDate({ day: 1 });
  return anniversaryFrom(start, monthly, nextMonth);
}

export type NumberDeletion = {
  readonly monthlyPrice: Money;
  readonly isCommitted: boolean;
  /** Lent before a porting, or deleted during the trial: free. */
  readonly isTemporary: boolean;
  readonly monthsLeft: number;
};

/**
 * What deleting a number costs: months of its price when it is committed, even when fewer are left, unless the contract
 * caps it to the term.
 * @rule R-A3.1-j
 */
export function numberDeletionFee(
  { monthlyPrice, isCommitted, isTemporary, monthsLeft }: NumberDeletion,
  figures: { readonly months: number; readonly isCappedToTerm: boolean },
): Money {
  const months = figures.isCappedToTerm ? Math.min(figures.months, monthsLeft) : figures.months;
  return multiply(monthlyPrice, BigInt(isCommitted && !isTemporary ? months : 0));
}

/**
 * The committed accesses that stay until the end of the term: the first ones and all that were added in it. At a renewal
 * fewer may go on when that was said in time.
 * @rule R-A3.4-a
 */
export function volumeFloor(
  initial: number,
  additions: readonly { readonly on: Day; readonly quantity: number }[],
  term: Pick<Term, 'start' | 'end'>,
): number {
  const inTerm = additions.filter(
    ({ on }) => Temporal.PlainDate.compare(on, term.start) >= 0 && Temporal.PlainDate.compare(on, term.end) < 0,
  );
  return inTerm.reduce((total, { quantity }) => total + quantity, initial);
}

/**
 * When a contract ends: with the last of its subscriptions; null while one of them has no end.
 * @rule R-1.3-a
 */
export function contractEnd(ends: readonly (Day | null)[]): Day | null {
  const known = ends.filter((end) => end !== null);
  return known.length === ends.length ? latest(known) : null;
}
