import { contractOperations as operations } from '@carillon/api';
import type { Http } from '#platform/http';
import { changePolicy, listPolicies, withdrawPolicyChange } from './actions/policies.ts';
import type { ContractContext } from './context.ts';

/** Serves every operation of packages/api/src/operations/contract.ts. */
export function addContractRoutes(context: ContractContext, http: Http): void {
  http.route(operations.listPolicies, () => listPolicies(context));
  http.route(operations.changePolicy, ({ actor, params, body }) =>
    changePolicy(context, actor, { ...params, ...body }),
  );
  http.route(operations.withdrawPolicyChange, ({ actor, params }) =>
    withdrawPolicyChange(context, actor, params.changeId),
  );
}
