import { lastNoticeDay, localDate, startOfDay } from '@carillon/calendar';
import { operatorScope, type Tx } from '#platform/db';
import { newId } from '#platform/ids';
import type { ContractContext } from '../context.ts';
import { commitmentDeadlines } from '../domain/deadlines.ts';
import { commitmentOn } from '../domain/subscription.ts';
import { ruleById } from '../rules/rules.ts';
import { finishDeadline, insertDeadlines, takeDueDeadline, waitingDeadlines } from '../store/deadlines.ts';
import type { OrderFormRow } from '../store/order-form-rows.ts';
import { findOrderForm } from '../store/order-forms.ts';
import type { DeadlineRow } from '../store/tables.ts';
import { giveNotice } from './notices.ts';
import { figuresOn, subscriptionFigures, subscriptionOf } from './subscription.ts';

/** Writes down what the commitment of a signed order form does by itself in the term that runs on a day. */
export async function planDeadlines(tx: Tx, form: OrderFormRow, on: Temporal.PlainDate): Promise<void> {
  const figure = figuresOn(tx, form.organizationId, on);
  const [timeZone, reminderDays] = [await figure<string>('tz'), await figure<number>('renewal.reminder_days')];
  const { renewal } = await subscriptionFigures(figure);
  const planned = commitmentDeadlines(subscriptionOf(form), { renewal, reminderDays }, on);
  const { id: orderFormId, organizationId } = form;
  const rows = planned.map((deadline): DeadlineRow => {
    const { kind, ruleId } = deadline;
    const dueAt = startOfDay(deadline.on, timeZone);
    return { id: newId(), organizationId, orderFormId, kind, ruleId, dueAt, doneAt: null };
  });
  await insertDeadlines(tx, rows);
}

/** Does what is due, each in its own transaction with its mark, so that nothing happens twice. */
export async function runDeadlines(context: ContractContext): Promise<void> {
  const runOne = () =>
    context.db.transaction(operatorScope, async (tx) => {
      const now = context.clock.now();
      const deadline = await takeDueDeadline(tx, now);
      if (!deadline) return false;
      await carryOut(context, tx, deadline);
      await finishDeadline(tx, deadline.id, now);
      return true;
    });
  while (await runOne());
}

async function carryOut(context: ContractContext, tx: Tx, deadline: DeadlineRow): Promise<void> {
  const form = (await findOrderForm(tx, deadline.orderFormId))!;
  const timeZone = await figuresOn(tx, form.organizationId, form.effectiveDate!)<string>('tz');
  const dueOn = localDate(deadline.dueAt, timeZone);
  if (deadline.kind === 'renewal') return planDeadlines(tx, form, dueOn);
  return remind(context, tx, { form, deadline, dueOn });
}

type Reminder = { readonly form: OrderFormRow; readonly deadline: DeadlineRow; readonly dueOn: Temporal.PlainDate };

async function remind(context: ContractContext, tx: Tx, { form, deadline, dueOn }: Reminder): Promise<void> {
  const { renewal, committedNotice } = await subscriptionFigures(figuresOn(tx, form.organizationId, dueOn));
  const term = commitmentOn(subscriptionOf(form), renewal, dueOn);
  if (!term) return;
  const values = {
    number: form.number,
    day: term.end.toString(),
    lastDay: lastNoticeDay(term, committedNotice).toString(),
    link: `${context.config.publicUrl}/account/order-forms`,
  };
  const { organizationId, ruleId, id: subjectId } = deadline;
  await giveNotice(context, tx, { organizationId, ruleId, subjectId, values, text: 'contract.renewal_reminder' });
}

/** Staff: what the contracts will do next. */
export function listDeadlines(context: ContractContext) {
  return context.db.read(operatorScope, async (tx) => {
    const rows = await waitingDeadlines(tx);
    const items = rows.map(({ id, organizationId, orderFormId, kind, ruleId, dueAt, number, content }) => {
      const { legalName } = content.client;
      const rule = { ruleId, ruleTitle: ruleById(ruleId).title };
      return { id, organizationId, orderFormId, kind, number, legalName, dueAt: dueAt.toString(), ...rule };
    });
    return { items };
  });
}
