import { z } from 'zod';
import { id } from '../common.ts';
import { roles } from '../permissions.ts';

export const since = '0.1';

export const role = z.enum(roles);

export const password = z.string().min(10).max(200);

export const theme = z.enum(['light', 'dark', 'auto']);

export const userParams = z.object({ userId: id });

export const tokenParams = z.object({ token: z.string().min(20).max(200) });
