import { z } from 'zod';
import { id } from '../../common.ts';
import { operation } from '../../operation.ts';
import { currency } from './catalogue.ts';
import { day } from './policies.ts';

const amount = z.string();

export const readOutlook = operation({
  id: 'readOutlook',
  method: 'GET',
  path: '/api/v1/order-forms/:orderFormId/outlook',
  summary: 'What a signed order form will do next, and what leaving it costs on a day',
  access: { permission: 'contract.order_form:read' },
  since: '0.1',
  stability: 'beta',
  status: 200,
  params: z.object({ orderFormId: id }),
  query: z.object({ on: day.optional() }),
  reply: z.object({
    on: day,
    currency,
    /** The commitment that runs then; `end` is the day on which the next begins. Null: without commitment. */
    term: z.object({ start: day, end: day, renewals: z.int() }).nullable(),
    /** Last day, 24:00, to say that it shall not renew. */
    refuseRenewalBy: day.nullable(),
    /** When a yearly revision may take effect, by when it is announced and may be negotiated. */
    revision: z.object({ effectiveOn: day, announceBy: day, negotiateBy: day }),
    /** Without tax. */
    leaving: z.object({ endsOn: day, months: z.int(), indemnity: amount, ruleId: z.string() }),
    /** Of one number, without tax; null when none was ordered. */
    numberDeletionFee: amount.nullable(),
  }),
});
