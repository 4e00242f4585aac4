import { dominantFrequency, ToneGenerator } from '@carillon/audio';
import { buildRtp, parseRtp } from '@carillon/rtp';
import { MediaStreamTrack, RTCPeerConnection, RTCRtpCodecParameters, type RTCRtpTransceiver } from 'werift';
import {
  createFrameDecoder,
  createFrameEncoder,
  frameSamples,
  pcmRate,
  type FrameDecoder,
  type FrameEncoder,
} from '../../src/modules/telephony/media/worker/frame-codec.ts';
import type { CodecName, MediaDirection } from '../../src/modules/telephony/ports/media-plane.ts';
import type { Sound } from './sound.ts';

const formats: Partial<
  Record<CodecName, { mimeType: string; clockRate: number; channels: number; payloadType: number }>
> = {
  opus: { mimeType: 'audio/opus', clockRate: 48_000, channels: 2, payloadType: 111 },
  PCMA: { mimeType: 'audio/PCMA', clockRate: 8_000, channels: 1, payloadType: 8 },
};

type Heard = { readonly atMs: number; readonly pcm: Int16Array };

/** The media of a browser without a browser: ICE, DTLS-SRTP and descriptions by a WebRTC library that is not ours. */
export class WebRtcPhone implements Sound {
  readonly toneHz: number;
  readonly codec: CodecName;
  #peer: RTCPeerConnection;
  #track = new MediaStreamTrack({ kind: 'audio' });
  #transceiver: RTCRtpTransceiver;
  readonly #encoder: FrameEncoder;
  readonly #decoder: FrameDecoder;
  readonly #timer: NodeJS.Timeout;
  #heard: Heard[] = [];
  #sent = 0;

  private constructor(own: { toneHz: number; codec: CodecName; encoder: FrameEncoder; decoder: FrameDecoder }) {
    this.toneHz = own.toneHz;
    this.codec = own.codec;
    this.#encoder = own.encoder;
    this.#decoder = own.decoder;
    this.#peer = this.#newPeer();
    this.#transceiver = this.#peer.addTransceiver(this.#track, { direction: 'sendrecv' });
    this.#timer = this.#hum();
  }

  static async open(toneHz: number, codec: CodecName): Promise<WebRtcPhone> {
    const [encoder, decoder] = await Promise.all([createFrameEncoder(codec), createFrameDecoder(codec)]);
    return new WebRtcPhone({ toneHz, codec, encoder, decoder });
  }

  async begin(): Promise<void> {
    await this.#peer.close();
    this.#peer = this.#newPeer();
    this.#track = new MediaStreamTrack({ kind: 'audio' });
    this.#transceiver = this.#peer.addTransceiver(this.#track, { direction: 'sendrecv' });
  }

  async offer(direction: MediaDirection = 'sendrecv'): Promise<string> {
    this.#transceiver.setDirection(direction);
    await this.#peer.setLocalDescription(await this.#peer.createOffer());
    return this.#peer.localDescription!.sdp;
  }

  async accept(answer: string): Promise<void> {
    await this.#peer.setRemoteDescription({ type: 'answer', sdp: answer });
  }

  async answer(offer: string): Promise<string> {
    await this.#peer.setRemoteDescription({ type: 'offer', sdp: offer });
    await this.#peer.setLocalDescription(await this.#peer.createAnswer());
    return this.#peer.localDescription!.sdp;
  }

  async tone(): Promise<number> {
    const since = performance.now() - 300;
    const pcm = Int16Array.from(this.#heard.filter(({ atMs }) => atMs >= since).flatMap((each) => [...each.pcm]));
    const peak = pcm.length < 1_200 ? undefined : dominantFrequency(pcm, pcmRate);
    return peak !== undefined && peak.levelDbfs > -45 ? Math.round(peak.frequencyHz) : 0;
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.#peer.close();
    this.#encoder.close();
    this.#decoder.close();
  }

  #newPeer(): RTCPeerConnection {
    const peer = new RTCPeerConnection({
      codecs: { audio: [new RTCRtpCodecParameters(formats[this.codec]!)] },
      iceServers: [],
      iceUseIpv6: false,
      // Every socket on loopback, whatever else this machine has.
      iceInterfaceAddresses: { udp4: '127.0.0.1' },
      iceAdditionalHostAddresses: ['127.0.0.1'],
    });
    peer.onTrack.subscribe((track) => {
      track.onReceiveRtp.subscribe((packet) => this.#receive(packet.serialize()));
    });
    return peer;
  }

  #hum(): NodeJS.Timeout {
    const tone = new ToneGenerator([{ frequenciesHz: [this.toneHz], milliseconds: 1_000 }], { sampleRate: pcmRate });
    const startedMs = performance.now();
    return setInterval(() => {
      for (; this.#sent * 20 < performance.now() - startedMs; this.#sent += 1) this.#sendFrame(tone.read(frameSamples));
    }, 10);
  }

  #sendFrame(frame: Int16Array): void {
    const { clockRate, payloadType } = formats[this.codec]!;
    const timestamp = (this.#sent * frameSamples * (clockRate / pcmRate)) >>> 0;
    const head = { marker: false, payloadType, sequence: this.#sent & 0xffff, timestamp, ssrc: 1 };
    this.#track.writeRtp(Buffer.from(buildRtp({ ...head, payload: this.#encoder.encode(frame) })));
  }

  #receive(bytes: Buffer): void {
    const packet = parseRtp(bytes);
    const atMs = performance.now();
    if (packet !== undefined) this.#heard.push({ atMs, pcm: Int16Array.from(this.#decoder.decode(packet.payload)) });
    if (this.#heard.length > 100) this.#heard = this.#heard.filter((each) => each.atMs > atMs - 1_000);
  }
}
