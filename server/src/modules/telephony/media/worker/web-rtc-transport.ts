import { performance } from 'node:perf_hooks';
import type { UdpIo, UdpSocket } from '@carillon/rtp/io';
import { WebRtcPeer } from '@carillon/rtp/webrtc';
import type { DtlsCertificate, IceCredentials } from '@carillon/rtp/webrtc';
import type { OpenReply } from '../protocol.ts';
import type { LegTransport, LegTransportEvents } from './leg-transport.ts';

type Own = {
  readonly address: string;
  readonly rtpPort: number;
  readonly ice: IceCredentials;
  readonly certificate: DtlsCertificate;
};
type Opened = { readonly kind: 'open'; readonly transport: LegTransport } | Exclude<OpenReply, { kind: 'open' }>;

/** One socket for everything of a browser: ICE, DTLS, RTP and RTCP (RFC 7983). */
export async function openWebRtcTransport(
  io: Pick<UdpIo, 'open'>,
  own: Own,
  events: LegTransportEvents,
): Promise<Opened> {
  let socket: UdpSocket | null = null;
  const peer = new WebRtcPeer({
    ice: own.ice,
    certificate: own.certificate,
    now: () => performance.now(),
    send: (packet, destination) => socket?.send(packet, destination),
    onRtp: events.onRtp,
    onRtcp: events.onRtcp,
    onConnected: events.onReady,
    onFailed: events.onFailed,
  });
  const result = await io.open({
    address: own.address,
    port: own.rtpPort,
    onPacket: (packet, source) => peer.receive(packet, source),
  });
  if (result.kind !== 'open') return result;
  socket = result.socket;
  return { kind: 'open', transport: transportOf(peer, socket) };
}

function transportOf(peer: WebRtcPeer, socket: UdpSocket): LegTransport {
  return {
    configure: (media) => {
      if (media?.webrtc) peer.setRemote(media.webrtc);
    },
    sendRtp: (packet) => peer.sendRtp(packet),
    sendRtcp: (packet) => peer.sendRtcp(packet),
    check: () => peer.check(),
    close: async () => {
      peer.close();
      await socket.close();
    },
  };
}
