import type { LegTransport } from '../../ports/media-plane.ts';
import type { BencodeDictionary } from './bencode.ts';

/**
 * What the engine is asked for besides the description itself. `toward` is whom the description that it makes is for,
 * `from` whose description it gets. The near side, a leg of ours or the other party, is always told apart by its tag.
 */
type Sides = { readonly from: EngineSide; readonly toward: EngineSide };

/** `secured`: a telephone or trunk with keys in the description (SDES, RFC 4568). */
export type EngineSide = LegTransport | 'secured';

const shared = { replace: ['origin', 'session connection', 'username'] } as const;

/**
 * `port latching` keeps the engine's ports when a party is joined to another one, and `strict source` drops packets of
 * strangers; browsers need no such thing, their packets are authenticated.
 */
function flagsOf({ from, toward }: Sides): string[] {
  const isPlain = from !== 'webrtc' && toward !== 'webrtc';
  return [
    'port latching',
    ...(isPlain ? ['strict source'] : []),
    ...(toward === 'webrtc' ? ['generate mid', 'no rtcp attribute'] : []),
  ];
}

/** `transcodeTo`: codecs as in SDP (`opus/48000/2`) that are offered besides those of the description. */
export function offerRecipe(sides: Sides, transcodeTo: readonly string[] = []): BencodeDictionary {
  const security = offers[sides.toward];
  const codec = transcodeTo.length === 0 ? {} : { codec: { transcode: transcodeTo } };
  return { ...shared, ...security, ...codec, flags: flagsOf(sides) };
}

const offers: Record<EngineSide, BencodeDictionary> = {
  webrtc: {
    'transport protocol': 'UDP/TLS/RTP/SAVPF',
    ICE: 'force',
    // Without this the engine lists twelve keys of SDES beside the fingerprint.
    SDES: ['off'],
    'rtcp-mux': ['offer', 'require'],
  },
  rtp: {
    'transport protocol': 'RTP/AVP',
    ICE: 'remove',
    SDES: ['off'],
    'rtcp-mux': ['demux'],
  },
  secured: { 'transport protocol': 'RTP/SAVP', ICE: 'remove', DTLS: 'off', 'rtcp-mux': ['demux'] },
};

export function answerRecipe(sides: Sides): BencodeDictionary {
  const security = sides.toward === 'webrtc' ? { ICE: 'force', SDES: ['off'] } : { ICE: 'remove' };
  return { ...shared, ...security, 'rtcp-mux': ['accept'], flags: flagsOf(sides) };
}
