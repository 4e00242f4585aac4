import type { ContractContext } from '../context.ts';
import { runDeadlines } from './deadlines.ts';
import { expireOrderForms } from './expire-order-forms.ts';
import { deliverNotices } from './notices.ts';

/**
 * What the contract has to do by now, by the clock of the context; may run twice, or late.
 * @rule G-9
 */
export async function tick(context: ContractContext): Promise<void> {
  await expireOrderForms(context);
  await runDeadlines(context);
  await deliverNotices(context);
}
