import { estimateMos } from '@carillon/rtp';
import type { LiveCall, MediaCounters } from '@carillon/api';
import type { CodecName } from '../ports/media-plane.ts';

export type Quality = NonNullable<LiveCall['quality']>;

/** Opinion scores of ITU-T G.109: "high" starts at R 80, "low" ends at R 60. */
const goodMos = 4.03;
const fairMos = 3.1;

/**
 * How a party was heard between two readings of its counters. The score is made of this time only: a bad minute long
 * ago must not colour what people hear now. Null: too little was heard to say anything.
 */
export function rateInterval(before: MediaCounters, now: MediaCounters): Quality | null {
  const received = now.packetsReceived - before.packetsReceived;
  const lost = Math.max(0, now.packetsLost - before.packetsLost);
  if (received + lost <= 0 || now.codec === null) return null;
  const mos = estimateMos({
    codec: now.codec as CodecName,
    lossRatio: lost / (received + lost),
    roundTripMs: now.roundTripMs ?? 0,
    bufferMs: 0,
  });
  return mos >= goodMos ? 'good' : mos >= fairMos ? 'fair' : 'poor';
}

const order: readonly Quality[] = ['good', 'fair', 'poor', 'no_media'];

/** A talk is as good as its worse direction. */
export function worseQuality(one: Quality, other: Quality): Quality {
  return order.indexOf(one) > order.indexOf(other) ? one : other;
}
