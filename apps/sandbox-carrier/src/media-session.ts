import { createSocket, type Socket } from 'node:dgram';
import { decodeAlaw, decodeUlaw, encodeAlaw, encodeUlaw } from '@carillon/audio';
import { buildRtp, parseRtp, TelephoneEventReceiver, TelephoneEventSender } from '@carillon/rtp';
import type { NegotiatedAudio } from '@carillon/sdp';
import { frameSamples, Playback, spokenDigits } from './sound.ts';

const tickMs = 20;

/** What this side of the call says: a playback, or what it hears. */
export type Voice =
  | { readonly kind: 'playback'; readonly playback: Playback }
  | { readonly kind: 'echo' }
  | { readonly kind: 'spoken_digits' };

/** One call's sound: G.711 in, G.711 out, a packet each 20 ms. */
export class MediaSession {
  readonly #socket: Socket;
  readonly port: number;
  #audio: NegotiatedAudio | null = null;
  #voice: Voice = { kind: 'playback', playback: new Playback(new Int16Array(0), { repeat: false }) };
  #spoken: Playback | null = null;
  #heard: Int16Array[] = [];
  #timer: NodeJS.Timeout | null = null;
  #startedAt = 0;
  #ticks = 0;
  #sequence = Math.floor(Math.random() * 0x8000);
  readonly #ssrc = Math.floor(Math.random() * 0xffff_ffff);
  readonly #digits = new TelephoneEventReceiver({ clockRate: 8000 });
  readonly #sender = new TelephoneEventSender({ clockRate: 8000 });
  #pressed = '';
  /** Told every digit pressed so far, each time one ends. */
  onDigits: (pressed: string) => void = () => undefined;

  private constructor(socket: Socket) {
    this.#socket = socket;
    this.port = socket.address().port;
    socket.on('message', (packet) => this.#received(packet));
    socket.on('error', () => undefined);
  }

  static async open(address: string): Promise<MediaSession> {
    const socket = createSocket('udp4');
    await new Promise<void>((resolve, reject) => {
      socket.once('error', reject);
      socket.bind(0, address, resolve);
    });
    return new MediaSession(socket);
  }

  /** Where to send and in which codec, from the offer and answer. */
  negotiated(audio: NegotiatedAudio): void {
    this.#audio = audio;
  }

  speak(voice: Voice): void {
    this.#voice = voice;
    if (this.#timer) return;
    this.#startedAt = performance.now();
    this.#tick();
  }

  sendDigits(digits: string): void {
    this.#sender.enqueue(digits);
  }

  close(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    this.#audio = null;
    this.#socket.close();
  }

  /** Catches up after a late wake-up, so that the stream never drifts. */
  #tick(): void {
    const due = Math.floor((performance.now() - this.#startedAt) / tickMs);
    while (this.#ticks <= due) this.#sendFrame();
    const next = this.#startedAt + this.#ticks * tickMs - performance.now();
    this.#timer = setTimeout(() => this.#tick(), Math.max(1, next));
  }

  #sendFrame(): void {
    const timestamp = (this.#ticks * frameSamples) >>> 0;
    this.#ticks += 1;
    const audio = this.#audio;
    const frame = this.#frame();
    if (!audio || audio.direction === 'recvonly' || audio.direction === 'inactive') return;
    const events = this.#sender.tick(timestamp);
    const eventType = audio.telephoneEvents[0]?.send;
    if (eventType !== undefined && this.#sender.isBusy) {
      for (const event of events) this.#send(audio, { ...event, payloadType: eventType });
      return;
    }
    const payload = audio.codec === 'PCMU' ? encodeUlaw(frame) : encodeAlaw(frame);
    this.#send(audio, { payload, marker: this.#ticks === 1, timestamp, payloadType: audio.payloadTypes.send });
  }

  #send(
    audio: NegotiatedAudio,
    packet: { payload: Uint8Array; marker: boolean; timestamp: number; payloadType: number },
  ): void {
    this.#sequence = (this.#sequence + 1) & 0xffff;
    const bytes = buildRtp({ ...packet, sequence: this.#sequence, ssrc: this.#ssrc });
    this.#socket.send(bytes, audio.remotePort, audio.remoteAddress);
  }

  #frame(): Int16Array {
    if (this.#spoken && !this.#spoken.ended) return this.#spoken.next();
    if (this.#voice.kind === 'playback') return this.#voice.playback.next();
    if (this.#voice.kind === 'echo') return this.#heard.shift() ?? new Int16Array(frameSamples);
    return new Int16Array(frameSamples);
  }

  #received(bytes: Buffer): void {
    const packet = parseRtp(bytes);
    const audio = this.#audio;
    if (!packet || !audio) return;
    if (audio.telephoneEvents.some((event) => event.receive === packet.payloadType))
      this.#digit(packet.payload, packet.timestamp);
    else if (packet.payloadType === audio.payloadTypes.receive) this.#hear(packet.payload, audio);
  }

  #hear(payload: Uint8Array, audio: NegotiatedAudio): void {
    this.#heard.push(audio.codec === 'PCMU' ? decodeUlaw(payload) : decodeAlaw(payload));
    // Four frames are enough against jitter; an echo must not grow older and older.
    if (this.#heard.length > 4) this.#heard.shift();
  }

  #digit(payload: Uint8Array, timestamp: number): void {
    for (const event of this.#digits.push(payload, timestamp, performance.now())) {
      if (event.kind !== 'digit_ended') continue;
      this.#pressed += event.digit;
      this.onDigits(this.#pressed);
      if (this.#voice.kind === 'spoken_digits')
        this.#spoken = new Playback(spokenDigits(event.digit), { repeat: false });
    }
  }
}
