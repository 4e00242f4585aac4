import type { Outbox } from '#platform/outbox';
import type { TelephonyContext } from './context.ts';
import { removeDevicesOfUser } from './devices/actions.ts';

/** What changes elsewhere and matters to calls: memory is cleared, people who left lose their telephones. */
export function listenToEvents(context: TelephonyContext, outbox: Pick<Outbox, 'subscribe'>): void {
  const forget = ({ organizationId }: { readonly organizationId: string }): void => {
    context.directory.forgetOrganization(organizationId);
    context.events.membersChanged(organizationId);
  };
  outbox.subscribe('telephony', 'identity.user.changed', async (event) => {
    forget(event.payload);
    context.views.teamChanged(event.payload.organizationId);
    // Suspended members keep their devices, but what is connected now is ended.
    const member = await context.directory.member(event.payload.organizationId, event.payload.userId);
    if (member === null) disconnect(context, event.payload.userId);
  });
  outbox.subscribe('telephony', 'identity.user.removed', async (event, tx) => {
    forget(event.payload);
    await removeDevicesOfUser(context, event.payload, tx);
    disconnect(context, event.payload.userId);
    context.views.teamChanged(event.payload.organizationId);
  });
  outbox.subscribe('telephony', 'identity.user.compromised', async (event) => {
    forget(event.payload);
    disconnect(context, event.payload.userId);
  });
  outbox.subscribe('telephony', 'numbers.number.assigned', async () => context.directory.forgetAll());
}

/** Ends calls, registrations and browser connections of a user. */
function disconnect(context: TelephonyContext, userId: string): void {
  context.calls.endLegsOfUser(userId, 'compromised');
  for (const device of context.devices.ofUser(userId)) context.registrar.drop(device);
  context.dropBrowsers(userId);
}
