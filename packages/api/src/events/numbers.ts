import { z } from 'zod';
import { e164, id, instant } from '../common.ts';

export const numberAssigned = z.object({
  organizationId: id,
  numberId: id,
  number: e164,
  userId: id.nullable(),
  at: instant,
});
