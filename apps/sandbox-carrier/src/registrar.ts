import { randomBytes } from 'node:crypto';
import {
  applyRegister,
  createNonceIssuer,
  digestChallenge,
  digestHa1,
  readDigestCredentials,
  verifyDigest,
  type Binding,
  type IncomingRequest,
} from '@carillon/sip';

const realm = 'sandbox.carrier';

/** Lets a customer's trunk register with user name and password, as carriers that don't know its address ask for. */
export class SandboxRegistrar {
  readonly #nonces = createNonceIssuer({ secret: randomBytes(32) });
  readonly #username: string;
  readonly #ha1s: Record<'SHA-256' | 'MD5', string>;
  #bindings: readonly Binding[] = [];

  constructor(account: { username: string; password: string }) {
    const { username, password } = account;
    this.#username = username;
    this.#ha1s = {
      'SHA-256': digestHa1('SHA-256', { username, realm, password }),
      MD5: digestHa1('MD5', { username, realm, password }),
    };
  }

  get bindings(): readonly Binding[] {
    return this.#bindings;
  }

  register(incoming: IncomingRequest): void {
    const { request, flow } = incoming;
    const nowMilliseconds = Date.now();
    const credentials = readDigestCredentials(request, { kind: 'server', realm });
    const known = credentials?.username === this.#username;
    const verdict =
      credentials &&
      verifyDigest(credentials, {
        method: 'REGISTER',
        ha1s: known ? this.#ha1s : undefined,
        nonces: this.#nonces,
        nowMilliseconds,
      });
    if (verdict?.kind === 'wrong') return incoming.respond(403, { reason: 'Forbidden' });
    if (verdict?.kind !== 'ok') {
      const stale = verdict?.kind === 'stale';
      const challenge = digestChallenge({ kind: 'server', realm, nonce: this.#nonces.issue(nowMilliseconds), stale });
      return incoming.respond(challenge.status, { headers: challenge.headers });
    }
    const outcome = applyRegister(this.#bindings, request, { nowMilliseconds, flow });
    this.#bindings = outcome.bindings;
    incoming.respond(outcome.response.status, { reason: outcome.response.reason, headers: outcome.response.headers });
  }
}
