import type { z } from 'zod';
import * as identity from './identity.ts';
import * as numbers from './numbers.ts';
import * as telephony from './telephony.ts';

/** Every domain event by name (`module.noun.past_verb`) with the schema of its payload. */
export const events = {
  'identity.user.changed': identity.userChanged,
  'identity.user.removed': identity.userRemoved,
  'identity.user.compromised': identity.userCompromised,
  'identity.organization.created': identity.organizationCreated,
  'numbers.number.assigned': numbers.numberAssigned,
  'telephony.call.started': telephony.callStarted,
  'telephony.call.answered': telephony.callAnswered,
  'telephony.call.held': telephony.callHeld,
  'telephony.call.transferred': telephony.callTransferred,
  'telephony.call.ended': telephony.callEnded,
  'telephony.registration.changed': telephony.registrationChanged,
  'telephony.availability.changed': telephony.availabilityChanged,
} as const;
export type EventName = keyof typeof events;
export type EventPayload<N extends EventName> = z.infer<(typeof events)[N]>;
