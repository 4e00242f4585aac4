import { buildRtcp, estimateMos, toNtp } from '@carillon/rtp';
import type { MediaCounters } from '@carillon/api';
import type { LegMedia } from '../protocol.ts';
import type { Outgoing } from './outgoing.ts';
import type { Reception } from './reception.ts';

type Streams = { readonly outgoing: Outgoing; readonly reception: Reception };

/** Our compound packet: a sender's report when we sent, else a receiver's, and our name (RFC 3550 6.1). */
export function buildReport({ outgoing, reception }: Streams, nowMs: number): Uint8Array {
  const block = reception.takeBlock(nowMs);
  const reports = block ? [block] : [];
  const { ssrc } = outgoing;
  const report =
    outgoing.packetsSent > 0
      ? {
          kind: 'sender_report' as const,
          ssrc,
          ntp: toNtp(Date.now()),
          rtpTimestamp: outgoing.timestampAt(nowMs),
          packets: outgoing.packetsSent >>> 0,
          octets: outgoing.octetsSent >>> 0,
          reports,
        }
      : { kind: 'receiver_report' as const, ssrc, reports };
  return buildRtcp([report, { kind: 'source_description', chunks: [{ ssrc, cname: 'carillon' }] }]);
}

/** What our jitter buffer adds when we decode, in milliseconds. */
const processedBufferMs = 60;

/** The leg in figures, for the call record and the call page. */
export function countersOf(
  { outgoing, reception }: Streams,
  leg: { media: LegMedia | null; isTranscoded: boolean },
): MediaCounters {
  const heard = reception.snapshot();
  const codec = leg.media?.codec ?? null;
  const quality =
    codec && heard.packets > 0
      ? estimateMos({
          codec,
          lossRatio: heard.lossRatio,
          roundTripMs: heard.roundTripMs ?? 0,
          bufferMs: leg.isTranscoded ? processedBufferMs : 0,
        })
      : null;
  return {
    codec,
    transcoded: leg.isTranscoded,
    packetsReceived: heard.packets,
    packetsSent: outgoing.packetsSent,
    packetsLost: heard.lost,
    jitterMs: rounded(heard.jitterMs),
    roundTripMs: rounded(heard.roundTripMs),
    mos: rounded(quality),
    heard: heard.packets > 0,
  };
}

/** Two decimals; more are not meant by the measure. */
function rounded(value: number | null): number | null {
  return value === null ? null : Math.round(value * 100) / 100;
}
