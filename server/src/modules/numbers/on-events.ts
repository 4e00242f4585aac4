import type { Outbox } from '#platform/outbox';
import { releaseNumbers } from './actions/numbers.ts';
import type { NumbersContext } from './context.ts';

/** Numbers of a member who left ring nobody until someone assigns them again. */
export function listenToEvents(context: NumbersContext, outbox: Pick<Outbox, 'subscribe'>): void {
  outbox.subscribe('numbers', 'identity.user.removed', (event) => releaseNumbers(context, event.payload.userId));
}
