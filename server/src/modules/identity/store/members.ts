import { sql, type Tx } from '#platform/db';
import type { Member } from '../member.ts';
import type { IdentityTables } from './tables.ts';

/** Members as other modules see them, in one query: call control asks for them on each call. */
function members(tx: Tx) {
  return tx
    .withTables<IdentityTables>()
    .selectFrom('users as u')
    .innerJoin('organizations as o', 'o.id', 'u.organizationId')
    .select(['u.id', 'u.organizationId', 'u.name', 'u.email', 'u.extension', 'u.role', 'u.state'])
    .select((eb) => [
      eb.fn.coalesce('u.language', 'o.language').as('language'),
      eb('u.removedAt', 'is not', null).as('removed'),
    ]);
}

const present = (tx: Tx) => members(tx).where('u.removedAt', 'is', null);
const active = (tx: Tx) => present(tx).where('u.state', '=', 'active');

/** In no order; removed members too, because old calls name them. */
export async function membersByIds(tx: Tx, ids: readonly string[]): Promise<Member[]> {
  const unique = [...new Set(ids)];
  const found: Member[] = [];
  for (let start = 0; start < unique.length; start += 1_000) {
    found.push(
      ...((await members(tx)
        .where('u.id', 'in', unique.slice(start, start + 1_000))
        .execute()) as Member[]),
    );
  }
  return found;
}

export async function activeMember(tx: Tx, id: string): Promise<Member | null> {
  return ((await active(tx).where('u.id', '=', id).executeTakeFirst()) as Member | undefined) ?? null;
}

export async function activeMemberByExtension(
  tx: Tx,
  organizationId: string,
  extension: string,
): Promise<Member | null> {
  const query = active(tx).where('u.organizationId', '=', organizationId).where('u.extension', '=', extension);
  return ((await query.executeTakeFirst()) as Member | undefined) ?? null;
}

/** By name; invited and suspended ones too. */
export async function membersOfOrganization(tx: Tx, organizationId: string): Promise<Member[]> {
  const query = present(tx)
    .where('u.organizationId', '=', organizationId)
    .orderBy(sql`lower(u.name)`)
    .orderBy('u.id');
  return (await query.execute()) as Member[];
}
