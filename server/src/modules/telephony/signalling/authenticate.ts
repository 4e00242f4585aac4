import { randomBytes } from 'node:crypto';
import {
  createNonceIssuer,
  digestChallenge,
  readDigestCredentials,
  sourceKey,
  verifyDigest,
  type DigestCredentials,
  type Flow,
  type SipHeaders,
  type SipRequest,
  type StoredHa1s,
} from '@carillon/sip';
import type { Clock } from '#platform/clock';
import type { Device } from '../devices/device.ts';
import type { DeviceFinder } from '../devices/device-finder.ts';
import type { DeviceTable } from '../devices/device-table.ts';
import { sipRealm } from '../devices/secrets.ts';
import type { SipGuard } from './guard/guard.ts';
import { userOf } from './uri-user.ts';

/** Who opened a WebSocket, as set when the HTTP upgrade was authenticated. */
export type UserPrincipal = { readonly kind: 'user'; readonly userId: string; readonly organizationId: string };

export type Challenge = {
  readonly kind: 'challenge';
  readonly status: number;
  readonly headers: SipHeaders;
};
export type Authentication =
  | { readonly kind: 'device'; readonly device: Device }
  /** Ask for (other) credentials. Unknown names and wrong passwords get the very same answer, after the same time. */
  | Challenge
  /** Locked out: not even tried. */
  | { readonly kind: 'refused'; readonly status: 403 };

export interface Authenticator {
  /** The challenge when there are no credentials yet, or with a nonce that this peer can't use; null: look at them. */
  challengeFirst(request: SipRequest, flow: Flow): Challenge | null;
  /** A promise when somebody must be looked up first, or when the password is wrong. */
  authenticate(request: SipRequest, flow: Flow): Authentication | Promise<Authentication>;
}

export type AuthenticatorDeps = {
  readonly devices: DeviceTable;
  readonly finder: Pick<DeviceFinder, 'ensure'>;
  readonly guard: SipGuard;
  readonly clock: Clock;
};

/**
 * A wrong password is answered this long after it came, whether the user exists (known at once), does not (looked up in
 * the database), or is somebody else's: time tells nothing.
 */
const wrongAnswerMs = 200;

export function principalOf(flow: Flow): UserPrincipal | null {
  const principal = flow.principal as UserPrincipal | undefined;
  return principal?.kind === 'user' ? principal : null;
}

/** Digest over UDP, TCP and TLS (RFC 7616, SHA-256 and MD5). Browsers never come here. */
export function createAuthenticator(deps: AuthenticatorDeps): Authenticator {
  const { devices, finder, guard, clock } = deps;
  const nonces = createNonceIssuer({ secret: randomBytes(32) });
  const momentOf = (flow: Flow) => ({ nowMilliseconds: clock.nowMs(), audience: sourceKey(flow.remoteAddress) });

  const challenge = (request: SipRequest, flow: Flow, stale: boolean): Challenge => {
    const { nowMilliseconds, audience } = momentOf(flow);
    const nonce = nonces.issue(nowMilliseconds, audience);
    return { ...digestChallenge({ kind: 'server', realm: sipRealm, nonce, stale, request }), kind: 'challenge' };
  };

  const verify = (credentials: DigestCredentials, request: SipRequest, flow: Flow): Authentication | 'wrong' => {
    const { username } = credentials;
    const device = devices.byUsername(username);
    const { method } = request;
    const verdict = verifyDigest(credentials, { method, ha1s: secretsOf(device), nonces, ...momentOf(flow) });
    if (verdict.kind === 'stale') return challenge(request, flow, true);
    if (verdict.kind === 'ok' && device !== undefined) {
      guard.noteSuccess(flow, username, userOf(request.uri));
      return { kind: 'device', device };
    }
    guard.noteFailure(flow, username);
    return 'wrong';
  };

  const challengeLate = (request: SipRequest, flow: Flow, atMs: number): Promise<Authentication> => {
    const { promise, resolve } = Promise.withResolvers<Authentication>();
    clock.setTimer(Math.max(0, atMs - clock.nowMs()), () => resolve(challenge(request, flow, false)));
    return promise;
  };

  const challengeFirst = (request: SipRequest, flow: Flow): Challenge | null => {
    const credentials = readDigestCredentials(request, { kind: 'server', realm: sipRealm });
    if (credentials === undefined) return challenge(request, flow, false);
    return nonces.check(credentials.nonce, momentOf(flow)) === 'good' ? null : challenge(request, flow, true);
  };

  return {
    challengeFirst,
    authenticate(request, flow) {
      const credentials = readDigestCredentials(request, { kind: 'server', realm: sipRealm });
      if (credentials === undefined) return challenge(request, flow, false);
      if (guard.isLockedOut(flow, credentials.username)) return { kind: 'refused', status: 403 };
      const lateMs = clock.nowMs() + wrongAnswerMs;
      const finish = (): Authentication | Promise<Authentication> => {
        const verdict = verify(credentials, request, flow);
        return verdict === 'wrong' ? challengeLate(request, flow, lateMs) : verdict;
      };
      return finder.ensure(credentials.username)?.then(finish) ?? finish();
    },
  };
}

function secretsOf(device: Device | undefined): StoredHa1s | undefined {
  if (device === undefined || device.ha1Md5 === null || device.ha1Sha256 === null) return undefined;
  return { MD5: device.ha1Md5, 'SHA-256': device.ha1Sha256 };
}
