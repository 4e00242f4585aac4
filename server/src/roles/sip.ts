import type { SipEndpoint } from '@carillon/sip';
import type { Telephony } from '#telephony';
import type { Platform } from '../platform/platform.ts';
import type { Role } from './role.ts';

type SipParts = { readonly telephony: Telephony; readonly sip: SipEndpoint };

/** Signalling: registrar, calls, trunks. Ready means: OPTIONS sent to our own port is answered, and media has room. */
export function createSipRole({ telephony, sip }: SipParts, { http, config }: Pick<Platform, 'http' | 'config'>): Role {
  let port = config.sipPort;
  http.addReadyCheck('sip', () => answersOptions(sip, config.host, port));
  http.addReadyCheck('media', async (): Promise<string> => {
    const { media } = await telephony.health();
    const engines = (media.engines ?? []).map(describeEngine).join(', ');
    if (!media.admitting) throw new Error(engines || 'every media worker is full or dead');
    return engines || `${media.workers.length} workers`;
  });
  return {
    name: 'sip',
    start: async () => {
      ({ udpPort: port } = await telephony.start().catch(explainFor(config)));
    },
    stop: () => telephony.stop(),
  };
}

type Engine = NonNullable<Awaited<ReturnType<Telephony['health']>>['media']['engines']>[number];

function describeEngine({ address, alive, full, sessions }: Engine): string {
  if (!alive) return `rtpengine ${address} does not answer`;
  return `rtpengine ${address}: ${sessions} sessions${full ? ', takes no more' : ''}`;
}

async function answersOptions(sip: SipEndpoint, host: string, port: number): Promise<void> {
  const where = host === '0.0.0.0' ? '127.0.0.1' : host;
  const uri = `sip:${where}:${port}`;
  const answer = await sip.request({ method: 'OPTIONS', uri, from: `<sip:ready@${where}>` });
  if (answer.kind !== 'response') throw new Error(`OPTIONS to ${where}:${port}: ${answer.kind}`);
  if (answer.response.status !== 200) throw new Error(`OPTIONS to ${where}:${port}: ${answer.response.status}`);
}

/** @throws Error that says which setting to change when a port can't be had */
function explainFor(config: Platform['config']) {
  return (error: NodeJS.ErrnoException): never => {
    if (error.code !== 'EADDRINUSE') throw error;
    const where = `${config.host}:${config.sipPort}`;
    const help = 'Stop it, or set CARILLON_SIP_PORT (and CARILLON_SIPS_PORT) to other ports.';
    throw new Error(`Another program listens on ${where}, the SIP port. ${help}`, { cause: error });
  };
}
