import { expect, test } from 'vitest';
import { testDatabase } from '#test/database';
import { operatorScope, organizationScope, sql } from '#platform/db';
import { newId } from '#platform/ids';

test('call records can be written once and never changed', async () => {
  const db = await testDatabase();
  const organizationId = newId();
  const at = '2026-03-02T09:00:00Z';
  const insert = sql`insert into call_records (leg_id, organization_id, call_id, direction, role, started_at, ended_at,
    ring_seconds, talk_seconds, billable_seconds, outcome, hangup_cause, hung_up_by)
    values (${newId()}, ${organizationId}, ${newId()}, 'internal', 'caller', ${at}, ${at}, 0, 0, 0, 'failed', 'normal', 'system')`;
  await db.transaction(operatorScope, (tx) => insert.execute(tx));
  const change = db.transaction(organizationScope(organizationId), (tx) =>
    sql`update call_records set talk_seconds = 1`.execute(tx),
  );
  await expect(change).rejects.toThrow(/immutable/);
});

test('an organization sees shared trunks but cannot write them', async () => {
  const db = await testDatabase();
  const organizationId = newId();
  const row = (owner: string | null) => sql`insert into trunks (id, organization_id, name, host, port, transport,
    authentication, number_format, enabled, created_at)
    values (${newId()}, ${owner}, 't', '127.0.0.1', 5070, 'udp', 'address', 'e164_plus', true, now())`;
  await db.transaction(operatorScope, (tx) => row(null).execute(tx));
  const own = organizationScope(organizationId);
  const seen = await db.read(own, (tx) => sql`select id from trunks`.execute(tx));
  expect(seen.rows).toHaveLength(1);
  await expect(db.transaction(own, (tx) => row(null).execute(tx))).rejects.toThrow(/row-level security/);
  const changed = await db.transaction(own, (tx) => sql`update trunks set name = 'x' returning id`.execute(tx));
  expect(changed.rows).toHaveLength(0);
});
