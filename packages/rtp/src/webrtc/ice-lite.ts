import { randomBytes } from 'node:crypto';
import type { Endpoint } from '../io/udp.ts';
import { bindingSuccess, readBindingRequest, roleConflict } from './stun.ts';

export type IceCredentials = { readonly ufrag: string; readonly pwd: string };

/** Fresh credentials of one leg: 4 and 24 ice-chars (RFC 8445 5.3 asks for 24 and 128 bits). */
export function createIceCredentials(): IceCredentials {
  return { ufrag: randomBytes(6).toString('base64url').replace(/[-_]/g, '0'), pwd: randomIceChars() };
}

function randomIceChars(): string {
  return randomBytes(18).toString('base64').slice(0, 24);
}

/**
 * Our side of ICE (RFC 8445 2.5, lite): the server has one reachable address, so it only answers checks and sends where
 * the last nominated check came from. A browser that changes network moves the stream with its next nomination.
 */
export class IceLiteAgent {
  readonly #local: IceCredentials;
  #remoteUfrag: string | null = null;
  #selected: Endpoint | null = null;
  #isNominated = false;

  constructor(local: IceCredentials) {
    this.#local = local;
  }

  /** Where media goes; null before the first valid check. */
  get selected(): Endpoint | null {
    return this.#selected;
  }

  /** Known once the peer's description is read; until then our own half of the username must do. */
  setRemote(ufrag: string): void {
    this.#remoteUfrag = ufrag;
  }

  /** The answer to a STUN packet, or null when it deserves none. */
  answer(packet: Buffer, source: Endpoint): Buffer | null {
    const request = readBindingRequest(packet, this.#local.pwd);
    if (!request || !this.#isForUs(request.username)) return null;
    if (request.isPeerControlled) return roleConflict(request, this.#local.pwd);
    if (request.nominates || !this.#isNominated) this.#selected = source;
    this.#isNominated ||= request.nominates;
    return bindingSuccess(request, source, this.#local.pwd);
  }

  #isForUs(username: string): boolean {
    const [own, peer] = username.split(':');
    return own === this.#local.ufrag && (this.#remoteUfrag === null || peer === this.#remoteUfrag);
  }
}
