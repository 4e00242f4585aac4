import { z } from 'zod';
import { id, instant } from '../common.ts';

export const userChanged = z.object({ organizationId: id, userId: id, at: instant });
export const userRemoved = z.object({ organizationId: id, userId: id, at: instant });
/** R-5.2-c: telephony rotates SIP secrets, ends registrations and pauses paid destinations when it hears this. */
export const userCompromised = z.object({ organizationId: id, userId: id, reportedByUserId: id, at: instant });
export const organizationCreated = z.object({ organizationId: id, at: instant });
