import { estimateMos } from '@carillon/rtp';
import type { MediaCounters } from '@carillon/api';
import type { CodecName } from '../../ports/media-plane.ts';
import type { StreamQuality, TagState } from './session-state.ts';

type OfEngine = {
  /** What the engine says of the far side; null when it does not answer. */
  readonly far: TagState | null;
  /** What the party reported of it while the engine passed its packets on. */
  readonly reported: StreamQuality | null;
  readonly codec: CodecName | null;
  readonly packetsSent: number;
  readonly transcoded: boolean;
};

/**
 * One leg in figures. Packets are counted by the engine. It measures no loss itself: what our worker measured while it
 * heard the far side counts, or else what those who heard it through the engine reported.
 */
export function combineCounters(near: MediaCounters, { far, reported, codec, ...own }: OfEngine): MediaCounters {
  const packetsReceived = Math.max(far?.packets ?? 0, near.packetsReceived);
  const relayed = packetsReceived - near.packetsReceived;
  const lostInRelay = reported ? Math.round((relayed * reported.lossPercent) / (100 - reported.lossPercent || 1)) : 0;
  const packetsLost = near.packetsLost + lostInRelay;
  const roundTripMs = near.roundTripMs ?? far?.roundTripMs ?? null;
  return {
    codec,
    transcoded: near.transcoded || own.transcoded,
    packetsReceived,
    packetsSent: own.packetsSent,
    packetsLost,
    jitterMs: near.jitterMs ?? reported?.jitterMs ?? null,
    roundTripMs,
    mos: mosOf({ codec, packetsReceived, packetsLost, roundTripMs }),
    heard: packetsReceived > 0,
  };
}

type Heard = Pick<MediaCounters, 'packetsReceived' | 'packetsLost' | 'roundTripMs'> & { codec: CodecName | null };

function mosOf({ codec, packetsReceived, packetsLost, roundTripMs }: Heard): number | null {
  if (!codec || packetsReceived === 0) return null;
  const lossRatio = packetsLost / (packetsReceived + packetsLost);
  const score = estimateMos({ codec, lossRatio, roundTripMs: roundTripMs ?? 0, bufferMs: 0 });
  return score === null ? null : Math.round(score * 100) / 100;
}
