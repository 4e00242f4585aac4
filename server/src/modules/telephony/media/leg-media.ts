import { isIP } from 'node:net';
import type { NegotiatedAudio } from '@carillon/sdp';
import type { LegMedia } from './protocol.ts';

type LegFlow = {
  readonly isWebRtc: boolean;
  readonly sdes: LegMedia['sdes'];
  readonly hears: boolean;
  readonly speaks: boolean;
};

/** What the packet mover needs to know about an agreed stream. */
export function legMediaOf(audio: NegotiatedAudio, flow: LegFlow): LegMedia {
  const { codec, clockRate, payloadTypes, telephoneEvents, rtcpMux, ptime } = audio;
  return {
    codec,
    clockRate,
    payloadTypes,
    events: telephoneEvents,
    remote: flow.isWebRtc ? null : remoteOf(audio),
    rtcpMux,
    packetMs: ptime,
    hears: flow.hears,
    speaks: flow.speaks,
    sdes: flow.sdes,
    webrtc:
      flow.isWebRtc && audio.ice ? { ufrag: audio.ice.ufrag, fingerprints: audio.dtls?.fingerprints ?? [] } : null,
  };
}

/** Null for the zero address (hold of RFC 2543) and for names: those peers are learnt from their first packet. */
function remoteOf({ remoteAddress: address, remotePort, remoteRtcpPort }: NegotiatedAudio): LegMedia['remote'] {
  if (isIP(address) === 0 || address === '0.0.0.0' || address === '::' || remotePort === 0) return null;
  return { rtp: { address, port: remotePort }, rtcp: { address, port: remoteRtcpPort } };
}
