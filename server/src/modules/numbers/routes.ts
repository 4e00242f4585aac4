import { numbersOperations as operations } from '@carillon/api';
import type { Http } from '#platform/http';
import { listCallerIds, selectCallerId } from './actions/caller-ids.ts';
import { addNumber, changeNumber, listNumbers } from './actions/numbers.ts';
import type { NumbersContext } from './context.ts';

/** Serves every operation of packages/api/src/operations/numbers.ts. */
export function addNumbersRoutes(context: NumbersContext, http: Http): void {
  http.route(operations.listNumbers, ({ actor, query }) => listNumbers(context, actor, query));
  http.route(operations.updateNumber, ({ actor, params, body }) => changeNumber(context, actor, params.numberId, body));
  http.route(operations.listCallerIds, ({ actor }) => listCallerIds(context, actor));
  http.route(operations.selectCallerId, ({ actor, body }) => selectCallerId(context, actor, body.number));
  http.route(operations.addNumber, ({ actor, body }) => addNumber(context, actor, body));
}
