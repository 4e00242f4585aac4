import { createSocket } from 'node:dgram';
import type { Socket } from 'node:dgram';
import { dominantFrequency, ToneGenerator, toneLevelDbfs } from '@carillon/audio';
import { buildRtcp, buildRtp, buildTelephoneEvent, digitToEvent, parseRtcp, parseRtp } from '@carillon/rtp';
import type { RtcpPacket, RtpPacket } from '@carillon/rtp';
import { SdesSession } from '@carillon/rtp/srtp';
import type { CodecName, MediaDirection, MediaLeg } from '../../ports/media-plane.ts';
import { LegDescription } from '../leg-description.ts';
import type { LegMedia } from '../protocol.ts';
import { createFrameDecoder, createFrameEncoder, frameSamples, pcmRate } from '../worker/frame-codec.ts';
import type { FrameDecoder, FrameEncoder } from '../worker/frame-codec.ts';

export type CallOptions = { direction?: MediaDirection; telephoneEvents?: boolean };

type Heard = { readonly atMs: number; readonly packet: RtpPacket; readonly pcm: Int16Array };

/** A telephone for tests: real packets on loopback, a steady tone into its microphone, ears that measure. */
export class TonePhone {
  readonly #socket: Socket;
  readonly #reportSocket: Socket;
  readonly #own: ConstructorParameters<typeof LegDescription>[0];
  #description: LegDescription;
  #sdes: SdesSession | null = null;
  readonly ssrc = Math.floor(Math.random() * 0xffff_ffff);
  readonly heard: Heard[] = [];
  readonly digitPackets: RtpPacket[] = [];
  readonly reports: RtcpPacket[] = [];
  /** Lengths of the secured packets heard. */
  readonly sealedBytes: number[] = [];
  #encoder: FrameEncoder | null = null;
  #decoder: FrameDecoder | null = null;
  #timer: NodeJS.Timeout | null = null;
  #sequence = 1_000;
  #timestamp = 50_000;
  /** Sends somewhere else than the leg's own port: through an impairment on the way. */
  sendTo: { address: string; port: number } | null = null;

  private constructor(socket: Socket, reportSocket: Socket, security: 'none' | 'sdes') {
    this.#socket = socket;
    this.#reportSocket = reportSocket;
    const { port } = socket.address();
    const own = {
      transport: 'rtp' as const,
      addresses: ['127.0.0.1'],
      port,
      ssrc: this.ssrc,
      ice: null,
      security,
      fingerprint: '',
    };
    this.#own = own;
    this.#description = new LegDescription(own);
    socket.on('message', (bytes) => this.#receive(bytes));
    reportSocket.on('message', (bytes) => {
      const plain = this.#sdes ? this.#sdes.unprotectRtcp(bytes, performance.now()) : bytes;
      this.reports.push(...((plain && parseRtcp(plain)) ?? []));
    });
  }

  static async open(security: 'none' | 'sdes' = 'none'): Promise<TonePhone> {
    for (;;) {
      const rtp = await bind(0);
      const rtcp = rtp && (await bind(rtp.address().port + 1));
      if (rtp && rtcp) return new TonePhone(rtp, rtcp, security);
      rtp?.close();
    }
  }

  get port(): number {
    return this.#socket.address().port;
  }

  get media(): LegMedia | null {
    return this.#description.media;
  }

  /** The phone offers, the leg answers. */
  async call(leg: MediaLeg, codecs: readonly CodecName[], options: CallOptions = {}): Promise<void> {
    const { direction = 'sendrecv', telephoneEvents = true } = options;
    const offer = this.offer(codecs, direction);
    const read = await leg.readOffer(telephoneEvents ? offer : withoutTelephoneEvents(offer));
    if (read.kind !== 'ok') throw new Error(read.reason);
    const answer = await leg.createAnswer({ codecs });
    if (answer.kind !== 'ok') throw new Error(answer.reason);
    await this.accept(answer.sdp);
  }

  /** The leg offers, the phone answers. */
  async answer(leg: MediaLeg, codecs: readonly CodecName[], direction: MediaDirection = 'sendrecv'): Promise<void> {
    const accepted = await leg.acceptAnswer(await this.answerTo(await leg.createOffer({ codecs }), codecs, direction));
    if (accepted.kind !== 'ok') throw new Error(accepted.reason);
  }

  /** Its offer as text, for a phone that signals by itself. */
  offer(codecs: readonly CodecName[], direction: MediaDirection): string {
    return this.#description.createOffer({ codecs, direction });
  }

  /** The answer to its last offer. */
  async accept(sdp: string): Promise<void> {
    const accepted = this.#description.acceptAnswer(sdp);
    if (accepted.kind !== 'ok') throw new Error(accepted.reason);
    await this.#prepare();
  }

  /** Its answer as text. */
  async answerTo(offer: string, codecs: readonly CodecName[], direction: MediaDirection): Promise<string> {
    const read = this.#description.readOffer(offer);
    if (read.kind !== 'ok') throw new Error(read.reason);
    const answer = this.#description.createAnswer({ codecs, direction });
    if (answer.kind !== 'ok') throw new Error(answer.reason);
    await this.#prepare();
    return answer.sdp;
  }

  /** Hums from now on, one packet every 20 ms, -18 dBFS. */
  hum(frequencyHz: number): void {
    this.quiet();
    const generator = new ToneGenerator([{ frequenciesHz: [frequencyHz], milliseconds: 1_000 }], {
      sampleRate: pcmRate,
    });
    const started = performance.now();
    let sent = 0;
    this.#timer = setInterval(() => {
      for (; sent * 20 < performance.now() - started; sent += 1) this.#sendFrame(generator.read(frameSamples));
    }, 10);
  }

  /** Speaks these samples once, at their pace. */
  sound(pcm: Int16Array): void {
    this.quiet();
    const started = performance.now();
    let sent = 0;
    this.#timer = setInterval(() => {
      for (; sent * 20 < performance.now() - started; sent += 1) {
        const frame = new Int16Array(frameSamples);
        frame.set(pcm.subarray(sent * frameSamples, (sent + 1) * frameSamples));
        this.#sendFrame(frame);
      }
    }, 10);
  }

  quiet(): void {
    if (this.#timer) clearInterval(this.#timer);
    this.#timer = null;
  }

  /** Says nothing from now on, and how loud its room is (RFC 3389), as phones with silence suppression do. */
  rest(minusDbov: number): void {
    this.quiet();
    this.#timestamp += frameSamples;
    const head = { marker: false, payloadType: 13, ssrc: this.ssrc };
    const payload = Uint8Array.of(minusDbov);
    this.#send({ ...head, sequence: this.#nextSequence(), timestamp: this.#timestamp >>> 0, payload });
  }

  /** Presses a key: four packets and the end three times, as phones do. */
  press(digit: string, options: { lose?: readonly number[] } = {}): void {
    const event = this.media?.events[0];
    const code = digitToEvent(digit);
    if (!event || code === undefined) throw new Error('no digits were agreed');
    this.#timestamp += frameSamples * this.#unitsPerSample;
    const timestamp = this.#timestamp;
    const step = event.clockRate / 50;
    for (let index = 0; index < 7; index += 1) {
      const duration = Math.min(index + 1, 5) * step;
      const payload = buildTelephoneEvent({ event: code, isEnd: index >= 4, volume: 10, duration });
      const sequence = this.#nextSequence();
      if (options.lose?.includes(index)) continue;
      this.#send({ marker: index === 0, payloadType: event.send, sequence, timestamp, ssrc: this.ssrc, payload });
    }
    this.#timestamp += 5 * frameSamples * this.#unitsPerSample;
  }

  /** Offers keys of its own anew, as a phone that started again. */
  forgetKeys(): void {
    this.#description = new LegDescription(this.#own);
  }

  sendRaw(packet: RtpPacket): void {
    this.#send(packet);
  }

  sendReport(report: RtcpPacket): void {
    const to = this.media?.remote?.rtcp;
    if (to) this.#reportSocket.send(buildRtcp([report]), to.port, to.address);
  }

  /** What was heard lately, as samples. */
  listen(milliseconds = 300): Int16Array {
    const since = performance.now() - milliseconds;
    const parts = this.heard.filter((item) => item.atMs >= since).map((item) => item.pcm);
    return Int16Array.from(parts.flatMap((part) => [...part]));
  }

  /** The loudest frequency of the last 300 ms in Hz, rounded to 5; 0 for silence or too little sound. */
  tone(): number {
    const pcm = this.listen(300);
    if (pcm.length < 1_200) return 0;
    const peak = dominantFrequency(pcm, pcmRate);
    return peak && peak.levelDbfs > -45 ? Math.round(peak.frequencyHz / 5) * 5 : 0;
  }

  levelOf(frequencyHz: number): number {
    return toneLevelDbfs(this.listen(300), pcmRate, frequencyHz);
  }

  /** Packets heard in the last `milliseconds`. */
  packetsWithin(milliseconds: number): number {
    const since = performance.now() - milliseconds;
    return this.heard.filter((item) => item.atMs >= since).length;
  }

  async close(): Promise<void> {
    this.quiet();
    this.#encoder?.close();
    this.#decoder?.close();
    const sockets = [this.#socket, this.#reportSocket];
    await Promise.all(sockets.map((socket) => new Promise<void>((resolve) => socket.close(() => resolve()))));
  }

  get #unitsPerSample(): number {
    return (this.media?.clockRate ?? pcmRate) / pcmRate;
  }

  async #prepare(): Promise<void> {
    const codec = this.media?.codec;
    if (!codec) throw new Error('nothing was agreed');
    const sdes = this.media?.sdes;
    if (sdes && this.#sdes) this.#sdes.rekey(sdes.local, sdes.remote, performance.now());
    else this.#sdes = sdes ? new SdesSession(sdes.local, sdes.remote) : null;
    this.#encoder?.close();
    this.#decoder?.close();
    this.#encoder = await createFrameEncoder(codec);
    this.#decoder = await createFrameDecoder(codec);
  }

  #nextSequence(): number {
    this.#sequence = (this.#sequence + 1) & 0xffff;
    return this.#sequence;
  }

  #sendFrame(frame: Int16Array): void {
    const media = this.media;
    if (!media || !this.#encoder) return;
    this.#timestamp += frameSamples * this.#unitsPerSample;
    const payload = this.#encoder.encode(frame);
    const head = { marker: false, payloadType: media.payloadTypes.send, ssrc: this.ssrc };
    this.#send({ ...head, sequence: this.#nextSequence(), timestamp: this.#timestamp >>> 0, payload });
  }

  #send(packet: RtpPacket): void {
    const to = this.sendTo ?? this.media?.remote?.rtp;
    const bytes = this.#sdes ? this.#sdes.protectRtp(buildRtp(packet)) : buildRtp(packet);
    if (to && bytes) this.#socket.send(bytes, to.port, to.address);
  }

  #receive(bytes: Buffer): void {
    const plain = this.#sdes ? this.#sdes.unprotectRtp(bytes, performance.now()) : bytes;
    if (!plain) return;
    const packet = parseRtp(plain);
    if (this.#sdes && packet?.payloadType === this.media?.payloadTypes.receive) this.sealedBytes.push(bytes.length);
    if (packet && packet.payloadType === this.media?.payloadTypes.receive) {
      const pcm = this.#decoder?.decode(packet.payload) ?? new Int16Array(0);
      this.heard.push({ atMs: performance.now(), packet, pcm: Int16Array.from(pcm) });
    } else if (packet) this.digitPackets.push(packet);
  }
}

/** As an old phone would write it. */
function withoutTelephoneEvents(offer: string): string {
  const types = [...offer.matchAll(/a=rtpmap:(\d+) telephone-event/g)].map(([, type]) => type ?? '');
  const lines = offer
    .split('\r\n')
    .filter((line) => !types.some((type) => new RegExp(`^a=(rtpmap|fmtp):${type} `).test(line)));
  return lines
    .map((line) =>
      line.startsWith('m=')
        ? line
            .split(' ')
            .filter((word) => !types.includes(word))
            .join(' ')
        : line,
    )
    .join('\r\n');
}

/** Null when the port is taken. */
function bind(port: number): Promise<Socket | null> {
  const socket = createSocket('udp4');
  return new Promise((resolve) => {
    socket.once('error', () => socket.close(() => resolve(null)));
    if (port < 65_536) socket.bind(port, '127.0.0.1', () => resolve(socket));
    else socket.close(() => resolve(null));
  });
}
