import type { Logger } from '#platform/log';
import { agreedDescription, engineCodec } from './descriptions.ts';
import type { Passage, PassageResult } from './engine-session.ts';
import { routeOf } from './route.ts';
import type { RouteFacts } from './route.ts';
import type { RtpengineLeg } from './rtpengine-leg.ts';

/** Moves bridged legs between the two routes. Every method runs in a turn of the legs' session. */
export class Relays {
  readonly #log: Logger;
  readonly #partyOf: (leg: RtpengineLeg) => RtpengineLeg | null;

  constructor(options: { log: Logger; partyOf: (leg: RtpengineLeg) => RtpengineLeg | null }) {
    this.#log = options.log;
    this.#partyOf = options.partyOf;
  }

  /** Brings a leg and its party, if any, to where their packets belong now. */
  async settle(leg: RtpengineLeg): Promise<void> {
    const party = this.#partyOf(leg);
    if (leg.closed || party?.closed) return;
    const isWanted = party !== null && routeOf(factsOf(leg, party)) === 'relayed';
    if (leg.relayedTo !== null && (!isWanted || leg.relayedTo !== party)) await this.leave(leg);
    if (isWanted && leg.relayedTo === null) await this.#enter(leg, party);
  }

  /** Both back to the workers; nothing to do when they are there. */
  async leave(leg: RtpengineLeg): Promise<void> {
    const party = leg.relayedTo;
    if (!party) return;
    await leg.countRelayed();
    leg.relayedTo = null;
    party.relayedTo = null;
    await leg.returnToWorker();
    await party.returnToWorker();
  }

  async #enter(leg: RtpengineLeg, party: RtpengineLeg): Promise<void> {
    // A browser offers: what the engine then has to say to it is an answer, as it was before.
    const [one, other] = party.transport === 'webrtc' && leg.transport === 'rtp' ? [party, leg] : [leg, party];
    await one.beginRelay(other);
    const result = await join(one, other);
    if (result.kind === 'ok') return;
    this.#log.warn({ legId: leg.legId, reason: result.reason }, 'not relayed, the media workers carry the sound');
    one.mayRelay = false;
    other.mayRelay = false;
    await this.leave(one);
  }
}

async function join(one: RtpengineLeg, other: RtpengineLeg): Promise<PassageResult> {
  const transcodeTo = one.codec === other.codec || !other.codec ? [] : [engineCodec(other.codec)];
  const offered = await one.session.offer({ ...passage(one, other), transcodeTo });
  return offered.kind === 'ok' ? one.session.answer({ ...passage(other, one), ...tags(one, other) }) : offered;
}

/** In an answer the tags are those of the offer. */
function tags(one: RtpengineLeg, other: RtpengineLeg) {
  return { fromTag: one.farTag, toTag: other.farTag };
}

function passage(from: RtpengineLeg, to: RtpengineLeg): Passage {
  if (!from.exchange || !from.codec) throw new Error(`media leg ${from.legId} has agreed on nothing`);
  const sdp = agreedDescription(from.exchange.farSdp, from.codec);
  return { ...tags(from, to), sdp, from: from.transport, toward: to.transport };
}

function factsOf(leg: RtpengineLeg, party: RtpengineLeg): RouteFacts {
  return { sameSession: leg.session === party.session, legs: [leg.routeFacts(), party.routeFacts()] };
}
