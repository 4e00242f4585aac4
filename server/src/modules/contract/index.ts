import { entitlementKeys, type Entitlement, type EntitlementKey } from '@carillon/api';
import type { Actor } from '#platform/actor';
import { operatorScope, type Scope, type Tx } from '#platform/db';
import type { Http } from '#platform/http';
import type { Jobs } from '#platform/jobs';
import type { ContractContext } from './context.ts';
import { defineContractJobs } from './jobs.ts';
import { billingToday, policyValue } from './actions/policies.ts';
import { tick } from './actions/tick.ts';
import { products } from './catalogue/products.ts';
import { defaultCatalogue } from './domain/default-catalogue.ts';
import { orderedEntitlement } from './domain/ordered-entitlements.ts';
import type { PolicyValue } from './domain/policy.ts';
import { addContractRoutes } from './routes.ts';
import { findGrant, saveGrant } from './store/grants.ts';
import { signedItems } from './store/order-forms.ts';

export { evidenceFileSchema, verifyEvidence } from './evidence/chain.ts';
export { policies } from './rules/policies.ts';
export { findRule, ruleClasses, ruleIdPattern, rules, type Rule, type Step } from './rules/rules.ts';

export type ContractDeps = ContractContext & { readonly http: Http; readonly jobs: Jobs };

export type Grant = {
  readonly organizationId: string;
  readonly key: EntitlementKey;
  readonly granted: boolean;
  /** How many; null = no limit. */
  readonly limit: number | null;
  readonly reason: string;
};

export interface Contract {
  /** What the organization may use: staff's decision, else what its signed order forms grant, else the default catalogue. @throws RangeError on an unknown key, which is a bug */
  granted(scope: Scope, key: EntitlementKey, tx?: Tx): Promise<Entitlement>;
  /** Records staff's decision, audited; replaces an earlier one. `tx` is of the operator's scope. */
  grant(actor: Actor, grant: Grant, tx?: Tx): Promise<void>;
  /** What the contract of the organization says for a key today. @throws RangeError on an unknown key, which is a bug */
  policy(scope: Scope, key: string, tx?: Tx): Promise<PolicyValue>;
  /** What the tick of the contract does now; tests move the clock and call it. */
  tick(): Promise<void>;
}

/** Puts the module together and serves its operations. */
export function createContract({ http, jobs, ...context }: ContractDeps): Contract {
  const { db, clock, identity } = context;
  addContractRoutes(context, http);
  defineContractJobs(context, jobs);
  return {
    granted: (scope, key, tx) => {
      requireKnown(key);
      if (scope.kind !== 'organization') throw new RangeError('Entitlements are of an organization');
      return db.within(tx, scope, (inner) => entitlementOf(inner, scope.organizationId, key));
    },
    grant: (actor, { limit, ...grant }, tx) => {
      requireKnown(grant.key);
      return db.within(tx, operatorScope, async (inner) => {
        await saveGrant(inner, { ...grant, countLimit: limit, ruleId: null, updatedAt: clock.now() });
        const subject = { kind: 'entitlement', id: grant.key, organizationId: grant.organizationId };
        await identity.audit(inner, actor, 'contract.entitlement.granted', subject, { granted: grant.granted, limit });
      });
    },
    tick: () => tick(context),
    policy: (scope, key, tx) =>
      db.within(tx, scope, async (inner) => {
        const organizationId = scope.kind === 'organization' ? scope.organizationId : null;
        return policyValue(inner, organizationId, key, await billingToday(context, inner));
      }),
  };
}

function requireKnown(key: string): void {
  if (!(entitlementKeys as readonly string[]).includes(key)) throw new RangeError(`There is no entitlement ${key}`);
}

async function entitlementOf(tx: Tx, organizationId: string, key: EntitlementKey): Promise<Entitlement> {
  const row = await findGrant(tx, organizationId, key);
  if (!row) return orderedEntitlement(key, products, await signedItems(tx, organizationId)) ?? defaultCatalogue[key];
  return { granted: row.granted, limit: row.countLimit, reason: row.reason, ruleId: row.ruleId };
}
