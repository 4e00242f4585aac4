import type { LegMedia } from '../protocol.ts';

/**
 * Where the packets of two bridged parties go. `relayed`: from one to the other inside the engine, which also transcodes.
 * `processed`: by way of our media workers, which make and analyse sound. Packets are relayed whenever nobody needs to be
 * in between; moving from one to the other changes no port and tells nobody.
 */
type Route = 'relayed' | 'processed';

/** What decides: pure, so that the rules can be read in one place. */
export type RouteFacts = {
  readonly sameSession: boolean;
  readonly legs: readonly [RouteLeg, RouteLeg];
};
export type RouteLeg = {
  /** Both listens and speaks; anything else is a hold or an announcement, which the workers tell apart. */
  readonly talks: boolean;
  /** What its far side sends and understands; null before an agreement. */
  readonly media: RouteMedia | null;
  /** A prompt, digits of ours, a recording: sound of this leg is made or analysed. */
  readonly isProcessed: boolean;
};

export function routeOf({ sameSession, legs }: RouteFacts): Route {
  const isPlain = legs.every((leg) => leg.talks && !leg.isProcessed);
  const [one, other] = legs.map(({ media }) => media);
  const fits = one && other && passesUnchanged(one, other) && passesUnchanged(other, one);
  return sameSession && isPlain && fits ? 'relayed' : 'processed';
}

type RouteMedia = Pick<LegMedia, 'codec' | 'clockRate' | 'payloadTypes' | 'events'>;

/**
 * The engine writes no other payload type into a packet that it does not transcode, and none into digits. Digits as
 * tones have to be listened for. Opus is transcoded by our workers: the engine does it in stereo, for six times the cost.
 */
function passesUnchanged(from: RouteMedia, to: RouteMedia): boolean {
  const known = to.events.map(({ send, clockRate }) => `${send}/${clockRate}`);
  const knowsDigits = from.events.every(({ receive, clockRate }) => known.includes(`${receive}/${clockRate}`));
  if (from.events.length === 0 || !knowsDigits) return false;
  if (from.codec === to.codec) return from.payloadTypes.receive === to.payloadTypes.send;
  return from.clockRate === 8_000 && to.clockRate === 8_000;
}
