import type { CallService } from '../../call/call-service.ts';
import type { TelephonyContext } from '../../context.ts';
import type { TelephonyDeps } from '../../deps.ts';
import { createChooseAvailability } from '../../devices/choose-availability.ts';
import { noVoicemail } from '../../ports/message-waiting.ts';
import { createEventServer, type EventServer } from './event-server.ts';

type Parts = Pick<
  TelephonyContext,
  'devices' | 'bindings' | 'availability' | 'domain' | 'directory' | 'authenticator' | 'views' | 'rooms'
>;

/** What telephones watch and publish, and the one way in which members' availability is set. */
export function createEvents(
  { db, clock, log, sip, messages = noVoicemail }: TelephonyDeps,
  parts: Parts,
  calls: () => CallService,
): Pick<TelephonyContext, 'events' | 'chooseAvailability'> {
  const chooseAvailability = createChooseAvailability({
    db,
    clock,
    availability: parts.availability,
    changed({ userId, organizationId }) {
      parts.views.teamChanged(organizationId);
      events.availabilityChanged(userId);
    },
  });
  const events: EventServer = createEventServer({
    ...parts,
    ...{ sip, clock, log, calls, messages },
    choose: ({ id: userId, organizationId }, chosen) => chooseAvailability({ userId, organizationId }, chosen),
  });
  return { events, chooseAvailability };
}
