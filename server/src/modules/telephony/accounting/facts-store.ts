import { operatorScope, sql, type Database } from '#platform/db';
import type { Fact } from './facts-writer.ts';

export interface FactsStore {
  insert(facts: readonly Fact[]): Promise<void>;
}

/**
 * Facts of many organizations go in one insert, hence the operator's scope; each row names its organization. Rows
 * travel as one JSON parameter: building a statement of hundreds of parameters costs more than writing it.
 */
export function createFactsStore(db: Database, nodeId: string): FactsStore {
  return {
    insert: (facts) =>
      db.transaction(operatorScope, async (tx) => {
        const rows = JSON.stringify(facts.map(factRow));
        await sql`
          with fact as (
            select * from jsonb_to_recordset(${rows}::jsonb) as f(call_id uuid, sequence int, organization_id uuid,
              kind text, leg_id uuid, at timestamptz, data jsonb)
          ), owner as (
            insert into call_owners (call_id, organization_id, node_id, started_at)
            select call_id, organization_id, ${nodeId}::uuid, at from fact where kind = 'call_started'
            on conflict (call_id) do nothing
          )
          insert into call_facts (call_id, sequence, organization_id, kind, leg_id, at, data)
          select call_id, sequence, organization_id, kind, leg_id, at, data from fact
          on conflict (call_id, sequence) do nothing`.execute(tx);
      }),
  };
}

function factRow(fact: Fact) {
  return {
    call_id: fact.callId,
    sequence: fact.sequence,
    organization_id: fact.organizationId,
    kind: fact.kind,
    leg_id: fact.legId,
    at: new Date(fact.atMs).toISOString(),
    data: fact.data,
  };
}
