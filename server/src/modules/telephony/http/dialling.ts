import type { ReplyOf, telephonyOperations } from '@carillon/api';
import { countryOf, emergencyNumbers, formatNumber } from '@carillon/telnum';
import type { Actor } from '#platform/actor';
import type { TelephonyContext } from '../context.ts';
import { ensureBrowserDevice } from '../devices/browser-device.ts';
import { readDestination, type Destination } from '../routing/destination.ts';
import { readWithholding } from '../routing/withholding.ts';
import { requireMember } from './policy.ts';

type Preview = ReplyOf<typeof telephonyOperations.dialPreview>;

/** How a dialled string is understood: the same reading as when it is called. */
export async function dialPreview(context: TelephonyContext, actor: Actor, to: string): Promise<Preview> {
  const { organizationId } = requireMember(actor);
  const country = (await context.directory.organization(organizationId))?.country ?? 'FR';
  const destination = readDestination(readWithholding(to).dialled, country);
  if (destination.kind === 'digits') {
    const colleague = await context.directory.memberByExtension(organizationId, destination.digits);
    const nothing = { e164: null, country: null };
    if (colleague !== null)
      return { ...nothing, kind: 'internal', formatted: destination.digits, name: colleague.name };
    const service = await context.directory.service(organizationId, destination.digits);
    if (service !== null) return { ...nothing, kind: 'internal', formatted: destination.digits, name: service.name };
    return preview(destination.otherwise, to, country);
  }
  return preview(destination, to, country);
}

function preview(destination: Destination, to: string, country: string): Preview {
  const base = { e164: null, name: null, country: null };
  if (destination.kind === 'emergency') return { ...base, kind: 'emergency', formatted: destination.number, country };
  if (destination.kind === 'short') return { ...base, kind: 'external', formatted: destination.number, country };
  if (destination.kind !== 'external') return { ...base, kind: 'invalid', formatted: to.trim() };
  const { e164 } = destination;
  const formatted = formatNumber(e164, 'national', country);
  return { kind: 'external', formatted, e164, name: null, country: destination.country ?? countryOf(e164) };
}

/** Seconds between registrations of a browser: its connection is its presence, this is only a second thought. */
const browserRegisterSeconds = 120;

/** What the browser needs to be a telephone; it gets no password. */
export async function getSoftphone(
  context: TelephonyContext,
  actor: Actor,
): Promise<ReplyOf<typeof telephonyOperations.getSoftphone>> {
  const { userId, organizationId, name } = requireMember(actor);
  const device = await ensureBrowserDevice(context, { userId, organizationId });
  const country = (await context.directory.organization(organizationId))?.country ?? 'FR';
  const domain = context.domain.name;
  return {
    uri: `sip:${device.sipUsername}@${domain}`,
    displayName: name,
    domain,
    webSocketPath: '/sip',
    registerSeconds: browserRegisterSeconds,
    iceServers: [],
    emergencyNumbers: [...emergencyNumbers(country)],
    emergencyActivated: false,
    country,
  };
}
