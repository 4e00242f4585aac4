import { z } from 'zod';
import { e164, id, instant, page, pageQuery } from '../common.ts';
import { operation } from '../operation.ts';

const since = '0.1';

export const numberView = z.object({
  id,
  number: e164,
  kind: z.enum(['geographic', 'non_geographic', 'mobile', 'fax', 'conference']),
  label: z.string().nullable(),
  /** Who is rung; null = the caller hears that the number is not attributed. */
  assignedTo: z.object({ kind: z.literal('user'), id, name: z.string() }).nullable(),
  createdAt: instant,
});
export type NumberView = z.infer<typeof numberView>;

export const listNumbers = operation({
  id: 'listNumbers',
  method: 'GET',
  path: '/api/v1/numbers',
  summary: 'Telephone numbers of the organization',
  access: { permission: 'numbers.number:read' },
  since,
  stability: 'stable',
  status: 200,
  query: pageQuery.extend({ q: z.string().max(40).optional() }),
  reply: page(numberView),
});
export const updateNumber = operation({
  id: 'updateNumber',
  method: 'PATCH',
  path: '/api/v1/numbers/:numberId',
  summary: 'Assign or label a number',
  access: { permission: 'numbers.number:manage' },
  since,
  stability: 'stable',
  status: 200,
  params: z.object({ numberId: id }),
  body: z.object({ assignedUserId: id.nullable(), label: z.string().max(120).nullable() }).partial(),
  reply: numberView,
});
export const listCallerIds = operation({
  id: 'listCallerIds',
  method: 'GET',
  path: '/api/v1/caller-ids',
  summary: 'Numbers that the signed-in member may present',
  access: 'member',
  since,
  stability: 'stable',
  status: 200,
  reply: z.object({
    items: z.array(z.object({ number: e164, label: z.string().nullable() })),
    selected: e164.nullable(),
  }),
});
export const selectCallerId = operation({
  id: 'selectCallerId',
  method: 'PUT',
  path: '/api/v1/caller-ids/selected',
  summary: 'Choose the number presented by default',
  access: 'member',
  since,
  stability: 'stable',
  status: 204,
  body: z.object({ number: e164.nullable() }),
});
export const addNumber = operation({
  id: 'addNumber',
  method: 'POST',
  path: '/api/v1/operator/numbers',
  summary: 'Give a number to an organization (staff)',
  access: 'staff',
  since,
  stability: 'stable',
  status: 201,
  body: z.object({
    organizationId: id,
    number: e164,
    kind: numberView.shape.kind,
    label: z.string().max(120).nullable().default(null),
  }),
  reply: numberView,
});
