import { operatorScope, sql, type Database } from '#platform/db';
import type { CallLeg, Call } from '../call/types.ts';
import type { FactKind } from '../call/effects.ts';

export type StoredFact = {
  readonly callId: string;
  readonly kind: FactKind;
  readonly atMs: number;
  readonly data: { readonly leg?: CallLeg; readonly call?: Omit<Call, 'legs'> };
};

/** Calls left by one process that is gone, with the last sign of its life. */
export type Orphan = { readonly callId: string; readonly lastSeenMs: number };

export interface NodesStore {
  /** Tells that this process lives. */
  beat(nodeId: string, at: Temporal.Instant): Promise<void>;
  /** Takes the row of this process away when it stops in order. */
  leave(nodeId: string): Promise<void>;
  /** Calls whose owner, not being `nodeId`, has not been heard since `before`; at most `limit`. */
  orphans(nodeId: string, before: Temporal.Instant, limit: number): Promise<Orphan[]>;
  facts(callIds: readonly string[]): Promise<StoredFact[]>;
  /** Gives up calls without usable facts. */
  abandon(callIds: readonly string[]): Promise<void>;
}

export function createNodesStore(db: Database): NodesStore {
  return {
    beat: (nodeId, at) =>
      db.transaction(operatorScope, async (tx) => {
        await sql`insert into telephony_nodes (node_id, started_at, heartbeat_at) values (${nodeId}, ${at}, ${at})
          on conflict (node_id) do update set heartbeat_at = excluded.heartbeat_at`.execute(tx);
      }),
    leave: (nodeId) =>
      db.transaction(operatorScope, async (tx) => {
        await sql`delete from telephony_nodes where node_id = ${nodeId}
          and not exists (select 1 from call_owners where node_id = ${nodeId})`.execute(tx);
      }),
    orphans: (nodeId, before, limit) =>
      db.read(operatorScope, async (tx) => {
        const { rows } = await sql<{ callId: string; lastSeen: Temporal.Instant }>`
        select o.call_id, coalesce(n.heartbeat_at, o.started_at) as last_seen
        from call_owners o left join telephony_nodes n using (node_id)
        where o.node_id <> ${nodeId} and (n.node_id is null or n.heartbeat_at < ${before})
        order by o.started_at limit ${limit}`.execute(tx);
        return rows.map((row) => ({ callId: row.callId, lastSeenMs: row.lastSeen.epochMilliseconds }));
      }),
    facts: (callIds) =>
      db.read(operatorScope, async (tx) => {
        const { rows } = await sql<{ callId: string; kind: FactKind; at: Temporal.Instant; data: StoredFact['data'] }>`
        select call_id, kind, at, data from call_facts
        where call_id in (select value::uuid from jsonb_array_elements_text(${JSON.stringify(callIds)}::jsonb))
        order by call_id, sequence`.execute(tx);
        return rows.map(({ at, ...row }) => ({ ...row, atMs: at.epochMilliseconds }));
      }),
    abandon: (callIds) =>
      db.transaction(operatorScope, async (tx) => {
        await sql`delete from call_owners where call_id in
          (select value::uuid from jsonb_array_elements_text(${JSON.stringify(callIds)}::jsonb))`.execute(tx);
      }),
  };
}
