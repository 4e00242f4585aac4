import { contractOperations as operations } from '@carillon/api';
import type { Http } from '#platform/http';
import { publishPriceList, readCatalogue } from './actions/catalogue.ts';
import { listDeadlines } from './actions/deadlines.ts';
import { changePolicy, listPolicies, withdrawPolicyChange } from './actions/policies.ts';
import { acceptTerms, listAcceptances, listTermsVersions, publishTerms, readTerms } from './actions/terms.ts';
import type { ContractContext } from './context.ts';
import { addOrderFormRoutes, visitOf } from './order-form-routes.ts';

/** Serves every operation of packages/api/src/operations/contract.ts. */
export function addContractRoutes(context: ContractContext, http: Http): void {
  http.route(operations.listPolicies, () => listPolicies(context));
  http.route(operations.changePolicy, ({ actor, params, body }) =>
    changePolicy(context, actor, { ...params, ...body }),
  );
  http.route(operations.withdrawPolicyChange, ({ actor, params }) =>
    withdrawPolicyChange(context, actor, params.changeId),
  );
  http.route(operations.readCatalogue, () => readCatalogue(context));
  http.route(operations.publishPriceList, ({ actor, body }) => publishPriceList(context, actor, body));
  http.route(operations.listTermsVersions, () => listTermsVersions(context));
  http.route(operations.publishTerms, ({ actor, body }) => publishTerms(context, actor, body));
  http.route(operations.readTerms, ({ actor }) => readTerms(context, actor));
  http.route(operations.listTermsAcceptances, ({ actor }) => listAcceptances(context, actor));
  http.route(operations.acceptTerms, ({ actor, params, body, request }) =>
    acceptTerms(context, actor, { ...params, ...body, visit: visitOf(request) }),
  );
  http.route(operations.listDeadlines, () => listDeadlines(context));
  addOrderFormRoutes(context, http);
}
