import { lastDayBefore, type Periodicity } from '@carillon/calendar';
import { commitmentOn, type Subscription } from './subscription.ts';

type Day = Temporal.PlainDate;

export type DeadlineKind = 'renewal_reminder' | 'renewal';
export type PlannedDeadline = { readonly kind: DeadlineKind; readonly ruleId: string; readonly on: Day };

/**
 * What a commitment does by itself in the term that runs on a day: it is reminded of while it can still be refused, and
 * it renews. None without commitment; a reminder whose day is over is not given any more.
 * @rule R-1.4-c
 */
export function commitmentDeadlines(
  subscription: Subscription,
  figures: { readonly renewal: Periodicity; readonly reminderDays: number },
  on: Day,
): PlannedDeadline[] {
  const term = commitmentOn(subscription, figures.renewal, on);
  if (!term) return [];
  const remindOn = lastDayBefore(term.end, { days: figures.reminderDays });
  const planned: PlannedDeadline[] = [
    { kind: 'renewal_reminder', ruleId: 'R-1.4-c', on: remindOn },
    { kind: 'renewal', ruleId: 'R-1.4-c', on: term.end },
  ];
  return planned.filter((deadline) => Temporal.PlainDate.compare(deadline.on, on) > 0);
}
