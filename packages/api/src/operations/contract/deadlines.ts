import { z } from 'zod';
import { id, instant } from '../../common.ts';
import { operation } from '../../operation.ts';

export const listDeadlines = operation({
  id: 'listDeadlines',
  method: 'GET',
  path: '/api/v1/operator/deadlines',
  summary: 'What the contracts will do next, the next first (staff)',
  access: 'staff',
  since: '0.1',
  stability: 'beta',
  status: 200,
  reply: z.object({
    items: z.array(
      z.object({
        id,
        organizationId: id,
        orderFormId: id,
        number: z.string(),
        legalName: z.string(),
        kind: z.enum(['renewal_reminder', 'renewal']),
        ruleId: z.string(),
        ruleTitle: z.string(),
        dueAt: instant,
      }),
    ),
  }),
});
