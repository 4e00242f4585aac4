import { randomBytes } from 'node:crypto';
import {
  readContacts,
  readSeconds,
  paramValue,
  type Credentials,
  type FinalResponse,
  type SipEndpoint,
} from '@carillon/sip';
import type { Trunk, TrunkState } from './trunk.ts';
import { trunkUri } from './trunk-uri.ts';

/** What stays the same over the refreshes of one registration (RFC 3261 10.2.4). */
export type LinkState = { callId: string | null; fromTag: string | null; cseq: number };

export type LinkReport = {
  readonly state: TrunkState;
  readonly detail: string | null;
  readonly refreshSeconds?: number;
};

const expiresSeconds = 300;

/** A carrier that knows us by our address: does it answer? Any final answer but 408 and 503 says that it is there. */
export async function checkTrunk(sip: SipEndpoint, trunk: Trunk, domain: string): Promise<LinkReport> {
  const uri = trunkUri(trunk, null);
  const result = await sip.request({ method: 'OPTIONS', uri, from: `<sip:${domain}>` });
  if (result.kind !== 'response') return unreachable(result);
  const { status } = result.response;
  if (status === 408 || status === 503) return { state: 'unreachable', detail: `SIP ${status}` };
  return { state: 'reachable', detail: null };
}

/** Registers with the carrier, or refreshes; the next time is before half of what it granted has passed. */
export async function registerTrunk(
  sip: SipEndpoint,
  options: { trunk: Trunk; link: LinkState; contactUser: string; contactHost: string; credentials: Credentials | null },
): Promise<LinkReport> {
  const { trunk, link, credentials } = options;
  link.callId ??= randomBytes(12).toString('hex');
  link.fromTag ??= randomBytes(6).toString('hex');
  const address = `<${trunkUri(trunk, trunk.username)}>`;
  const result = await sip.request({
    method: 'REGISTER',
    uri: trunkUri(trunk, null),
    from: address,
    to: address,
    contact: `<sip:${options.contactUser}@${options.contactHost}${trunk.transport === 'udp' ? '' : `;transport=${trunk.transport}`}>`,
    callId: link.callId,
    fromTag: link.fromTag,
    cseq: link.cseq + 1,
    headers: [{ name: 'Expires', value: String(expiresSeconds) }],
    ...(credentials === null ? {} : { credentials }),
  });
  if (result.kind !== 'response') return unreachable(result);
  link.cseq = result.cseq;
  return registered(result, options.contactUser);
}

function registered(result: Extract<FinalResponse, { kind: 'response' }>, contactUser: string): LinkReport {
  const { status, reason } = result.response;
  if (status >= 300) return { state: 'refused', detail: `SIP ${status} ${reason}` };
  const contacts = readContacts(result.response);
  const own = contacts.kind === 'list' ? contacts.contacts.find(({ uri }) => uri.includes(contactUser)) : undefined;
  const granted = Number(own === undefined ? Number.NaN : paramValue(own.params, 'expires'));
  const seconds = Number.isFinite(granted) ? granted : (readSeconds(result.response, 'Expires') ?? expiresSeconds);
  return { state: 'registered', detail: null, refreshSeconds: Math.max(15, Math.floor(seconds / 2)) };
}

function unreachable(result: Exclude<FinalResponse, { kind: 'response' }>): LinkReport {
  return { state: 'unreachable', detail: result.kind === 'timeout' ? 'no answer' : result.detail };
}
