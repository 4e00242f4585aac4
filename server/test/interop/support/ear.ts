import { createSocket, type Socket } from 'node:dgram';
import {
  decodeAlaw,
  decodeUlaw,
  dominantFrequency,
  encodeAlaw,
  encodeUlaw,
  sine,
  toneLevelDbfs,
} from '@carillon/audio';
import { buildRtp, parseRtp } from '@carillon/rtp';

type Frame = { readonly atMs: number; readonly pcm: Int16Array };
type Place = { readonly address: string; readonly port: number };

const sampleRate = 8000;
const frameMs = 20;
const frameSamples = 160;
const keptMs = 30_000;
const alaw = 8;
const ulaw = 0;
const audibleDbfs = -40;

/**
 * Mouth and ear of a telephone: G.711 on a real socket, a steady tone out, measurements of what comes in. It keeps its
 * own lateness apart, so that a busy test machine is not taken for a gap in the sound.
 */
export class Ear {
  readonly #socket: Socket;
  readonly #pcm: Int16Array;
  #frames: Frame[] = [];
  /** When this process was late to wake: from, and for how long beyond its turn. */
  #stalls: { readonly atMs: number; readonly lateMs: number }[] = [];
  #timer: NodeJS.Timeout | null = null;
  #to: Place | null = null;
  #payloadType = alaw;
  #sent = 0;
  packets = 0;

  private constructor(socket: Socket, toneHz: number) {
    this.#socket = socket;
    this.#pcm = sine({ sampleRate, frequencyHz: toneHz, milliseconds: 1000, levelDbfs: -16 });
    socket.on('message', (bytes) => this.#receive(bytes));
    socket.on('error', () => undefined);
  }

  static async open(toneHz: number, address = '127.0.0.1'): Promise<Ear> {
    const socket = createSocket({ type: 'udp4', recvBufferSize: 1_000_000 });
    await new Promise<void>((resolve, reject) => socket.once('error', reject).bind(0, address, resolve));
    return new Ear(socket, toneHz);
  }

  get port(): number {
    return this.#socket.address().port;
  }

  get address(): string {
    return this.#socket.address().address;
  }

  /** Hums to where the other side's description says, in its first codec. */
  speakTo(sdp: string): void {
    const media = /^m=audio (\d+) \S+ (\d+)/m.exec(sdp);
    const address = /^c=IN IP4 (\S+)/m.exec(sdp)?.[1];
    if (media === null || address === undefined) throw new Error(`no sound in this description:\n${sdp}`);
    this.#to = { address, port: Number(media[1]) };
    this.#payloadType = Number(media[2]) === ulaw ? ulaw : alaw;
    if (this.#timer === null) this.#start();
  }

  get spokenFrames(): number {
    return this.#sent;
  }

  /** Where the sound goes: the media port that the server gave this leg. */
  get destination(): Place {
    if (this.#to === null) throw new Error('this telephone speaks to nobody');
    return this.#to;
  }

  /** The loudest frequency of the last 400 ms, rounded to 10 Hz; 0 for silence or too little sound. */
  tone(): number {
    const pcm = this.#lately(400);
    if (pcm.length < 1600) return 0;
    const peak = dominantFrequency(pcm, sampleRate);
    return peak !== undefined && peak.levelDbfs > audibleDbfs ? Math.round(peak.frequencyHz / 10) * 10 : 0;
  }

  /** True when something was heard in the last 400 ms, music or speech as well as tones. */
  hearsSomething(): boolean {
    const pcm = this.#lately(400);
    const power = pcm.reduce((sum, sample) => sum + (sample / 32_768) ** 2, 0) / Math.max(1, pcm.length);
    return pcm.length >= 1600 && 10 * Math.log10(power + 1e-12) > audibleDbfs;
  }

  /** Loudest that this tone ever was since `sinceMs`, per 20 ms, in dBFS. */
  loudestOf(frequencyHz: number, sinceMs: number): number {
    const levels = this.#frames.filter(({ atMs }) => atMs >= sinceMs).map(({ pcm }) => levelOf(pcm, frequencyHz));
    return Math.max(-120, ...levels);
  }

  /** The longest time since `sinceMs` without this tone, less what this process itself overslept. */
  longestGapMs(frequencyHz: number, sinceMs: number): number {
    const heard = this.#frames.filter(({ atMs, pcm }) => atMs >= sinceMs && levelOf(pcm, frequencyHz) > audibleDbfs);
    const times = [sinceMs, ...heard.map(({ atMs }) => atMs), performance.now()];
    const gaps = times.slice(1).map((atMs, index) => atMs - times[index]! - this.#overslept(times[index]!, atMs));
    return Math.max(...gaps);
  }

  close(): void {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#socket.close();
  }

  #overslept(fromMs: number, toMs: number): number {
    const own = this.#stalls.filter(({ atMs, lateMs }) => atMs >= fromMs && atMs - lateMs <= toMs);
    return own.reduce((sum, { lateMs }) => sum + lateMs, 0);
  }

  #start(): void {
    const startedMs = performance.now();
    let lastMs = startedMs;
    this.#timer = setInterval(() => {
      const nowMs = performance.now();
      if (nowMs - lastMs > 40) this.#stalls.push({ atMs: nowMs, lateMs: nowMs - lastMs - 10 });
      lastMs = nowMs;
      while (this.#sent * frameMs <= nowMs - startedMs) this.#sendFrame();
    }, 10);
  }

  #sendFrame(): void {
    const index = this.#sent;
    this.#sent += 1;
    const offset = (index * frameSamples) % sampleRate;
    const pcm = this.#pcm.subarray(offset, offset + frameSamples);
    const payload = this.#payloadType === ulaw ? encodeUlaw(pcm) : encodeAlaw(pcm);
    const head = { marker: index === 0, payloadType: this.#payloadType, ssrc: this.port };
    const packet = { ...head, sequence: index & 0xffff, timestamp: index * frameSamples, payload };
    this.#socket.send(buildRtp(packet), this.#to!.port, this.#to!.address);
  }

  #receive(bytes: Buffer): void {
    const packet = parseRtp(bytes);
    if (packet === undefined || (packet.payloadType !== alaw && packet.payloadType !== ulaw)) return;
    this.packets += 1;
    const atMs = performance.now();
    const pcm = packet.payloadType === alaw ? decodeAlaw(packet.payload) : decodeUlaw(packet.payload);
    this.#frames.push({ atMs, pcm });
    if (this.#frames[0]!.atMs < atMs - 2 * keptMs) {
      this.#frames = this.#frames.filter((frame) => frame.atMs > atMs - keptMs);
    }
  }

  #lately(milliseconds: number): Int16Array {
    const since = performance.now() - milliseconds;
    return Int16Array.from(this.#frames.filter(({ atMs }) => atMs >= since).flatMap(({ pcm }) => [...pcm]));
  }
}

const levelOf = (pcm: Int16Array, frequencyHz: number): number => toneLevelDbfs(pcm, sampleRate, frequencyHz);
