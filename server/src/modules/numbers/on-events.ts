import { operatorScope } from '#platform/db';
import type { Outbox } from '#platform/outbox';
import { announce } from './actions/numbers.ts';
import type { NumbersContext } from './context.ts';
import { releaseNumbersOf } from './store.ts';

/** Numbers of a member who left ring nobody until someone assigns them again. */
export function listenToEvents(context: NumbersContext, outbox: Pick<Outbox, 'subscribe'>): void {
  outbox.subscribe('numbers', 'identity.user.removed', async (event) => {
    await context.db.transaction(operatorScope, async (tx) => {
      for (const number of await releaseNumbersOf(tx, event.payload.userId)) await announce(context, tx, number, null);
    });
  });
}
