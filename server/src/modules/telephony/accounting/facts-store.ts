import { outboxRow, outboxRowsSql } from '#platform/outbox';
import type { FactsConnection } from './facts-connection.ts';
import type { Fact } from './fact.ts';

export interface FactsStore {
  insert(facts: readonly Fact[]): Promise<void>;
}

/**
 * $1: facts as JSON, whose keys are column names; $2: this node. Facts of many organizations go in one statement, hence
 * the operator's role; each row names its organization. Written twice is written once, and so is its event: only a
 * fact that was not there before has one. Hence a fact that outlives its process was told to the house as well.
 */
const insertFacts = `
  with fact as (
    select * from jsonb_to_recordset($1::jsonb) as f(call_id uuid, sequence int, organization_id uuid, kind text,
      leg_id uuid, at timestamptz, data jsonb, event_id uuid, event_name text, event_payload jsonb)
  ), owner as (
    insert into call_owners (call_id, organization_id, node_id, started_at)
    select call_id, organization_id, $2::uuid, at from fact where kind = 'call_started'
    on conflict (call_id) do nothing
  ), kept as (
    insert into call_facts (call_id, sequence, organization_id, kind, leg_id, at, data)
    select call_id, sequence, organization_id, kind, leg_id, at, data from fact
    on conflict (call_id, sequence) do nothing
    returning call_id, sequence
  ), told as (
    select event_id, event_name, call_id::text as aggregate_id, event_payload
    from fact join kept using (call_id, sequence) where event_id is not null order by call_id, sequence
  ), ${outboxRowsSql('told')}
  select count(*) from outbox_woken`;

export function createFactsStore(connection: FactsConnection, nodeId: string): FactsStore {
  return {
    insert: (facts) => {
      const values = [JSON.stringify(facts.map(factRow)), nodeId];
      return connection.run({ name: 'insert_facts', text: insertFacts, values });
    },
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
    ...(fact.event === null ? {} : outboxRow(fact.event.name, fact.event.payload)),
  };
}
