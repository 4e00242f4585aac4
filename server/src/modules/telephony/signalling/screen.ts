import {
  headerValue,
  parseUri,
  readAddressOfRecord,
  type Flow,
  type ScreenVerdict,
  type SipRequest,
  type SipUri,
} from '@carillon/sip';
import { principalOf, type Authenticator } from './authenticate.ts';
import type { SipDomain } from './domain.ts';
import type { SipGuard } from './guard/guard.ts';
import { isScanner } from './guard/scanners.ts';

export type ScreenDeps = {
  readonly guard: SipGuard;
  readonly domain: SipDomain;
  readonly authenticator: Pick<Authenticator, 'challengeFirst'>;
  /** Known by its address: needs no password. */
  readonly isCarrier: (flow: Flow) => boolean;
};

export type Screen = (request: SipRequest, flow: Flow) => ScreenVerdict;

/**
 * Looks at requests of strangers before anything is kept for them. Who has not shown yet that packets to its address
 * arrive (by a connection that we authenticated, or a challenge that came back) gets at most one small answer for each
 * packet, and the same one whether or not the user exists. Attack tools get none.
 */
export function createScreen(deps: ScreenDeps): Screen {
  const { guard } = deps;
  return (request, flow) => {
    if (principalOf(flow) !== null) return 'pass';
    if (isScanner(headerValue(request, 'User-Agent'))) {
      guard.noteSuspect(flow, 'scanner');
      return 'drop';
    }
    if (deps.isCarrier(flow)) return 'pass';
    // Seen first: who asks too much to be answered is watched all the more.
    const verdict = verdictOf(deps, request, flow);
    return guard.mayAnswer(flow) ? verdict : 'drop';
  };
}

const withPassword = new Set(['REGISTER', 'INVITE', 'SUBSCRIBE', 'PUBLISH']);

function verdictOf({ guard, domain, authenticator }: ScreenDeps, request: SipRequest, flow: Flow): ScreenVerdict {
  const uri = parseUri(request.uri);
  const asked = request.method === 'REGISTER' ? readAddressOfRecord(request) : sipUri(uri);
  if (asked !== undefined && !domain.isOurs(asked.host)) {
    guard.noteSuspect(flow, 'foreign_domain');
    return { status: 404, headers: [] };
  }
  if (!withPassword.has(request.method)) {
    // Asking whether users are there is what scanners do; telephones ask whether the server is.
    if (asked?.user) guard.noteAsked(flow, asked.user);
    return 'pass';
  }
  const challenge = authenticator.challengeFirst(request, flow);
  if (challenge === null) return 'pass';
  const user = asked?.user ?? (uri?.kind === 'tel' ? uri.number : '');
  if (user !== '') guard.noteAsked(flow, user);
  return challenge;
}

const sipUri = (uri: ReturnType<typeof parseUri>): SipUri | undefined => (uri?.kind === 'sip' ? uri : undefined);
