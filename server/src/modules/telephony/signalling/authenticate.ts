import { randomBytes } from 'node:crypto';
import {
  createNonceIssuer,
  digestChallenge,
  readDigestCredentials,
  verifyDigest,
  type Flow,
  type SipHeaders,
  type SipRequest,
  type StoredHa1s,
} from '@carillon/sip';
import type { Clock } from '#platform/clock';
import type { Device } from '../devices/device.ts';
import type { DeviceTable } from '../devices/device-table.ts';
import { sipRealm } from '../devices/secrets.ts';
import type { SipGuard } from './guard.ts';

/** Who opened a WebSocket, as set when the HTTP upgrade was authenticated. */
export type UserPrincipal = { readonly kind: 'user'; readonly userId: string; readonly organizationId: string };

export type Authentication =
  | { readonly kind: 'device'; readonly device: Device }
  /** Ask for (other) credentials. Unknown names and wrong passwords get the very same answer. */
  | { readonly kind: 'challenge'; readonly status: number; readonly headers: SipHeaders }
  /** Locked out: not even tried. */
  | { readonly kind: 'refused'; readonly status: 403 };

export type Authenticator = (request: SipRequest, flow: Flow) => Authentication;

export function principalOf(flow: Flow): UserPrincipal | null {
  const principal = flow.principal as UserPrincipal | undefined;
  return principal?.kind === 'user' ? principal : null;
}

/** Digest over UDP, TCP and TLS (RFC 7616, SHA-256 and MD5). Browsers never come here. */
export function createAuthenticator(deps: { devices: DeviceTable; guard: SipGuard; clock: Clock }): Authenticator {
  const { devices, guard, clock } = deps;
  const nonces = createNonceIssuer({ secret: randomBytes(32) });

  const challenge = (request: SipRequest, stale: boolean): Authentication => {
    const nonce = nonces.issue(clock.nowMs());
    return { ...digestChallenge({ kind: 'server', realm: sipRealm, nonce, stale, request }), kind: 'challenge' };
  };

  return (request, flow) => {
    const credentials = readDigestCredentials(request, { kind: 'server', realm: sipRealm });
    if (credentials === undefined) return challenge(request, false);
    const { username } = credentials;
    const source = flow.remoteAddress;
    if (guard.isLockedOut(source, username)) return { kind: 'refused', status: 403 };
    const device = devices.byUsername(username);
    const method = request.method;
    const verdict = verifyDigest(credentials, {
      method,
      ha1s: secretsOf(device),
      nonces,
      nowMilliseconds: clock.nowMs(),
    });
    if (verdict.kind === 'stale') return challenge(request, true);
    if (verdict.kind === 'ok' && device !== undefined) {
      guard.noteSuccess(source, username);
      return { kind: 'device', device };
    }
    guard.noteFailure(source, username);
    return challenge(request, false);
  };
}

function secretsOf(device: Device | undefined): StoredHa1s | undefined {
  if (device === undefined || device.ha1Md5 === null || device.ha1Sha256 === null) return undefined;
  return { MD5: device.ha1Md5, 'SHA-256': device.ha1Sha256 };
}
