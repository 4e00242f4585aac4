import { performance } from 'node:perf_hooks';
import { classifyPacket } from '@carillon/rtp';
import { SdesSession } from '@carillon/rtp/srtp';
import type { Endpoint, OpenSocketResult, UdpIo, UdpSocket } from '@carillon/rtp/io';
import type { LegMedia, OpenReply } from '../protocol.ts';
import type { LegTransport, LegTransportEvents } from './leg-transport.ts';
import { comfortNoiseType } from './incoming.ts';
import { SourceLatch } from './source-latch.ts';

type Ports = { readonly address: string; readonly rtpPort: number; readonly rtcpPort: number };
type Opened = { readonly kind: 'open'; readonly transport: LegTransport } | Exclude<OpenReply, { kind: 'open' }>;

/** Two sockets, RTP and RTCP (RFC 3550 11); both or none. */
export async function openRtpTransport(
  io: Pick<UdpIo, 'open'>,
  ports: Ports,
  events: LegTransportEvents,
): Promise<Opened> {
  const transport = new RtpTransport(events);
  const rtp = await io.open({ address: ports.address, port: ports.rtpPort, onPacket: transport.onRtpPacket });
  if (rtp.kind !== 'open') return rtp;
  const rtcp: OpenSocketResult = await io.open({
    address: ports.address,
    port: ports.rtcpPort,
    onPacket: transport.onRtcpPacket,
  });
  if (rtcp.kind !== 'open') {
    await rtp.socket.close();
    return rtcp;
  }
  transport.attach(rtp.socket, rtcp.socket);
  return { kind: 'open', transport };
}

/** Plain RTP to a phone, a carrier or another thread of ours. */
class RtpTransport implements LegTransport {
  readonly #events: LegTransportEvents;
  readonly #rtpSource = new SourceLatch();
  readonly #rtcpSource = new SourceLatch();
  #rtp: UdpSocket | null = null;
  #rtcp: UdpSocket | null = null;
  #media: LegMedia | null = null;
  /** Null: packets are not secured. */
  #sdes: SdesSession | null = null;

  constructor(events: LegTransportEvents) {
    this.#events = events;
  }

  attach(rtp: UdpSocket, rtcp: UdpSocket): void {
    this.#rtp = rtp;
    this.#rtcp = rtcp;
  }

  configure(media: LegMedia | null): void {
    this.#media = media;
    if (!media) return;
    const now = performance.now();
    if (!media.sdes) this.#sdes = null;
    else if (this.#sdes) this.#sdes.rekey(media.sdes.local, media.sdes.remote, now);
    else this.#sdes = new SdesSession(media.sdes.local, media.sdes.remote);
    this.#rtpSource.signal(media.remote?.rtp ?? null, now);
    this.#rtcpSource.signal(media.remote?.rtcp ?? null, now);
    if (this.#rtpSource.destination) this.#events.onReady();
  }

  sendRtp(packet: Uint8Array): void {
    const { destination } = this.#rtpSource;
    const sealed = this.#sdes ? this.#sdes.protectRtp(packet) : packet;
    if (destination && sealed) this.#rtp?.send(sealed, destination);
  }

  sendRtcp(packet: Uint8Array): void {
    const isMux = this.#media?.rtcpMux ?? false;
    const { destination } = isMux ? this.#rtpSource : this.#rtcpSource;
    const sealed = this.#sdes ? this.#sdes.protectRtcp(packet) : packet;
    if (destination) (isMux ? this.#rtp : this.#rtcp)?.send(sealed, destination);
  }

  check(): void {}

  async close(): Promise<void> {
    await Promise.all([this.#rtp?.close(), this.#rtcp?.close()]);
  }

  readonly onRtpPacket = (packet: Buffer, source: Endpoint): void => {
    if (!this.#media) return;
    const kind = classifyPacket(packet, packet.length);
    if (kind === 'rtcp') return this.#receiveRtcp(packet, source, this.#rtpSource);
    if (kind !== 'rtp' || !isAgreed(this.#media, (packet[1] ?? 0) & 0x7f)) return;
    // A forged packet must not lock the source either.
    const plain = this.#sdes ? this.#sdes.unprotectRtp(packet, performance.now()) : packet;
    if (!plain) return;
    const wasUnknown = this.#rtpSource.destination === null;
    if (!this.#rtpSource.accepts(source, performance.now())) return;
    if (wasUnknown) this.#events.onReady();
    this.#events.onRtp(plain);
  };

  readonly onRtcpPacket = (packet: Buffer, source: Endpoint): void => {
    if (!this.#media || classifyPacket(packet, packet.length) !== 'rtcp') return;
    this.#receiveRtcp(packet, source, this.#rtcpSource);
  };

  #receiveRtcp(packet: Buffer, source: Endpoint, latch: SourceLatch): void {
    const plain = this.#sdes ? this.#sdes.unprotectRtcp(packet, performance.now()) : packet;
    if (plain && latch.accepts(source, performance.now())) this.#events.onRtcp(plain);
  }
}

/** Stray packets with other payload types must not lock the source. */
function isAgreed(media: LegMedia, payloadType: number): boolean {
  if (payloadType === comfortNoiseType) return true;
  return payloadType === media.payloadTypes.receive || media.events.some((event) => event.receive === payloadType);
}
