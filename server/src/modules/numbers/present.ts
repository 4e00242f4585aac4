import type { NumberView } from '@carillon/api';
import type { Member } from '#identity';
import type { NumberRow } from './store.ts';

export function presentNumber(row: NumberRow, users: ReadonlyMap<string, Member>): NumberView {
  const user = row.assignedUserId ? users.get(row.assignedUserId) : undefined;
  return {
    id: row.id,
    number: row.e164,
    kind: row.kind,
    label: row.label,
    assignedTo: user ? { kind: 'user', id: user.id, name: user.name } : null,
    createdAt: row.createdAt.toString({ smallestUnit: 'millisecond' }),
  };
}
