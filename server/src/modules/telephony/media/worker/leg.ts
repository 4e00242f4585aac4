import { performance } from 'node:perf_hooks';
import { parseRtcp } from '@carillon/rtp';
import type { DigitEvent, RtpHeader } from '@carillon/rtp';
import type { MediaCounters } from '@carillon/api';
import type { PlayOptions } from '../../ports/media-plane.ts';
import type { LegEvent, LegMedia } from '../protocol.ts';
import { EventRelay, scaleEventDuration } from './event-relay.ts';
import { frameSamples, pcmRate } from './frame-codec.ts';
import type { Recorder } from './recorder.ts';
import { GeneratedSound } from './generated-sound.ts';
import { Incoming } from './incoming.ts';
import type { LegTransport, LegTransportEvents } from './leg-transport.ts';
import { Outgoing } from './outgoing.ts';
import { buildReport, countersOf } from './reports.ts';
import type { Room } from './room/room.ts';
import type { RoomSeat } from './room/room-seat.ts';
import { SilenceWatch } from './silence-watch.ts';
import type { Ticker } from './ticker.ts';
import { Transcoder } from './transcoder.ts';

export type LegOptions = {
  readonly legId: string;
  readonly ssrc: number;
  readonly ticker: Ticker;
  readonly emit: (event: LegEvent) => void;
  readonly openTransport: (events: LegTransportEvents) => LegTransport;
};

const reportIntervalMs = 5_000;
/** The first report goes out early: the round trip is known from its answer. */
const firstReportMs = 1_000;

/** One party in the thread that moves its packets. Joined to at most one other leg, or in at most one room. */
export class Leg {
  readonly legId: string;
  readonly #options: LegOptions;
  readonly #transport: LegTransport;
  readonly #incoming: Incoming;
  readonly #outgoing: Outgoing;
  readonly #generated: GeneratedSound;
  readonly #eventRelay = new EventRelay();
  readonly #silence = new SilenceWatch();
  #media: LegMedia | null = null;
  #party: Leg | null = null;
  #seat: { readonly room: Room; readonly place: RoomSeat } | null = null;
  #isTranscoded = false;
  #waitingPrompt: PlayOptions | null = null;
  #recorder: Recorder | null = null;
  #isReady = false;
  #isClosed = false;
  #nextReportMs = performance.now() + firstReportMs;

  constructor(options: LegOptions) {
    this.#options = options;
    this.legId = options.legId;
    this.#transport = options.openTransport({
      onRtp: (packet) => this.#incoming.receive(packet, performance.now()),
      onRtcp: (packet) => this.#receiveReports(packet),
      onReady: () => this.#ready(),
      onFailed: (reason) => options.emit({ name: 'failed', args: [reason] }),
    });
    this.#outgoing = new Outgoing(options.ssrc, this.#transport);
    this.#incoming = new Incoming({
      onAudio: (packet, header) => this.#speak(packet, header),
      onEventPacket: (packet, header, clockRate) => {
        this.#seat?.place.push(header, undefined, performance.now());
        this.#recorder?.push('spoken', { header, payload: undefined, nowMs: performance.now() });
        this.#party?.hearEvent(packet, header, clockRate);
      },
      onNoise: (packet, header) => this.#rest(packet, header),
      onDigit: (event) => this.#onDigit(event),
      onToneDigit: (digit) => {
        this.#generated.bargeIn();
        options.emit({ name: 'digit', args: [digit, 0] });
      },
    });
    this.#generated = new GeneratedSound({
      outgoing: this.#outgoing,
      ticker: options.ticker,
      onPromptEnded: (how) => options.emit({ name: 'promptEnded', args: [how] }),
    });
  }

  get media(): LegMedia | null {
    return this.#media;
  }

  get party(): Leg | null {
    return this.#party;
  }

  async configure(media: LegMedia | null): Promise<void> {
    this.#media = media;
    if (media) this.#outgoing.setClockRate(media.clockRate);
    this.#incoming.configure(media);
    this.#generated.configure(media);
    this.#silence.restart(performance.now());
    this.#transport.configure(media);
    const party = this.#party;
    const seat = this.#seat;
    await Promise.all([
      this.#attune(),
      party && party.#attune(),
      seat?.room.tune(seat.place),
      this.#recorder?.tune(media),
    ]);
  }

  /** Both hear each other from now on; each leaves whom it was joined to. */
  async join(other: Leg): Promise<void> {
    this.#leave();
    other.#leave();
    this.#party = other;
    other.#party = this;
    await Promise.all([this.#attune(), other.#attune()]);
  }

  /** Hears and is heard by everybody in the room; leaves whom it was joined to. */
  async enter(room: Room, isMuted: boolean): Promise<void> {
    this.#leave();
    const place = room.enter(this, isMuted);
    this.#seat = { room, place };
    this.#isTranscoded = true;
    await room.tune(place);
  }

  /** Both directions go to the recorder from now on; one recording at a time, the last one counts. */
  async record(recorder: Recorder): Promise<void> {
    await this.#recorder?.stop();
    this.#recorder = recorder;
    this.#outgoing.onSent = (header, payload, nowMs) => {
      const isSound = header.payloadType === this.#media?.payloadTypes.send;
      recorder.push('heard', { header, payload: isSound ? payload : undefined, nowMs });
    };
    if (this.#isClosed) await recorder.stop();
    else await recorder.tune(this.#media);
  }

  part(): void {
    this.#leave();
  }

  /** 20 ms of the room's sound, encoded for our far side. */
  hearMix(payload: Uint8Array, nowMs: number): void {
    const media = this.#media;
    if (!media?.hears || this.#generated.hasTheLine) return;
    const samples = (media.clockRate * frameSamples) / pcmRate;
    this.#outgoing.originate({ payloadType: media.payloadTypes.send, samples }, payload, nowMs);
  }

  /** A browser that is not connected yet hears the sound from its beginning once it is. */
  play(options: PlayOptions): void {
    if (this.#isReady || !this.#media?.webrtc) return this.#generated.play(options);
    this.#generated.stop('stopped');
    this.#waitingPrompt = options;
  }

  stopPlaying(): void {
    this.#waitingPrompt = null;
    this.#generated.stop('stopped');
  }

  sendDigits(digits: string): void {
    this.#generated.sendDigits(digits);
  }

  /** A packet of the party, for our far side. */
  hear(packet: Buffer, header: RtpHeader, source: Leg): void {
    const media = this.#media;
    if (!media?.hears) return;
    if (source.#media?.codec !== media.codec) {
      const payload = packet.subarray(header.payloadOffset, header.payloadOffset + header.payloadLength);
      this.#generated.transcoder?.push(header, payload, performance.now());
      return;
    }
    if (this.#generated.hasTheLine) return;
    header.payloadType = media.payloadTypes.send;
    this.#outgoing.relay(packet, header);
  }

  /** A digit's packet of the party. A far side without events gets tones once the digit is complete. */
  hearEvent(packet: Buffer, header: RtpHeader, clockRate: number): void {
    const media = this.#media;
    const event = media?.events.find((candidate) => candidate.clockRate === clockRate) ?? media?.events[0];
    if (!media?.hears || !event || this.#generated.hasTheLine) return;
    const nowMs = performance.now();
    scaleEventDuration(packet, header, { from: clockRate, to: event.clockRate });
    if (this.#generated.transcoder) {
      this.#generated.transcoder.push(header, undefined, nowMs);
      this.#generated.yieldToDigit(nowMs);
      return this.#eventRelay.send(packet, header, { outgoing: this.#outgoing, event, nowMs });
    }
    header.payloadType = event.send;
    this.#outgoing.relay(packet, header);
  }

  /** The party's comfort noise: passed on, or made. */
  hearNoise(packet: Buffer, header: RtpHeader): void {
    if (!this.#media?.hears) return;
    const payload = packet.subarray(header.payloadOffset, header.payloadOffset + header.payloadLength);
    if (this.#generated.transcoder) return this.#generated.transcoder.pushNoise(header, payload, performance.now());
    if (!this.#generated.hasTheLine) this.#outgoing.relay(packet, header);
  }

  counters(): MediaCounters {
    const streams = { outgoing: this.#outgoing, reception: this.#incoming.reception };
    return countersOf(streams, { media: this.#media, isTranscoded: this.#isTranscoded });
  }

  /** Everything that is not packet-driven; called some times a second. */
  check(nowMs: number): void {
    this.#incoming.check(nowMs);
    this.#transport.check();
    if (this.#isReady && this.#media && nowMs >= this.#nextReportMs) {
      this.#nextReportMs = nowMs + reportIntervalMs * (0.75 + Math.random() / 2);
      const streams = { outgoing: this.#outgoing, reception: this.#incoming.reception };
      this.#transport.sendRtcp(buildReport(streams, nowMs));
    }
    if (!this.#isReady || !this.#media?.speaks) return;
    const seconds = this.#silence.check(this.#incoming.reception.lastHeardMs, nowMs);
    if (seconds !== null) this.#options.emit({ name: 'silence', args: [seconds] });
  }

  async close(): Promise<MediaCounters> {
    const counters = this.counters();
    if (this.#isClosed) return counters;
    this.#isClosed = true;
    this.#leave();
    this.#generated.close();
    // Not awaited: the disk must not hold up the end of a call.
    void this.#recorder?.stop();
    await this.#transport.close();
    return counters;
  }

  #speak(packet: Buffer, header: RtpHeader): void {
    if (this.#recorder) {
      const sound = packet.subarray(header.payloadOffset, header.payloadOffset + header.payloadLength);
      this.#recorder.push('spoken', { header, payload: sound, nowMs: performance.now() });
    }
    if (!this.#seat) return this.#party?.hear(packet, header, this);
    const payload = packet.subarray(header.payloadOffset, header.payloadOffset + header.payloadLength);
    this.#seat.place.push(header, payload, performance.now());
  }

  #rest(packet: Buffer, header: RtpHeader): void {
    const nowMs = performance.now();
    this.#recorder?.push('spoken', { header, payload: undefined, nowMs });
    if (this.#seat) this.#seat.place.push(header, undefined, nowMs);
    else this.#party?.hearNoise(packet, header);
  }

  #leave(): void {
    this.#seat?.room.leave(this.legId);
    this.#seat = null;
    const other = this.#party;
    if (!other) return;
    this.#party = null;
    other.#party = null;
    for (const leg of [this, other]) {
      leg.#generated.setTranscoder(null);
      leg.#outgoing.resync();
    }
  }

  /** Makes our far side able to hear the party: relay when the codecs agree, otherwise by way of samples. */
  async #attune(): Promise<void> {
    const source = this.#party;
    const from = source?.media ?? null;
    const isNeeded = from !== null && this.#media !== null && from.codec !== this.#media.codec;
    if (!isNeeded || !from) {
      this.#outgoing.resync();
      return this.#generated.setTranscoder(null);
    }
    const transcoder = await Transcoder.create(from);
    const isCurrent = !this.#isClosed && this.#party === source && source?.media === from;
    if (!isCurrent) return transcoder.close();
    this.#isTranscoded = true;
    this.#generated.setTranscoder(transcoder);
  }

  #onDigit(event: DigitEvent): void {
    if (event.kind === 'digit_started') return this.#generated.bargeIn();
    this.#options.emit({ name: 'digit', args: [event.digit, event.durationMs] });
    const party = this.#party;
    if (party?.media && party.media.events.length === 0 && this.#media?.speaks) party.sendDigits(event.digit);
  }

  #receiveReports(packet: Buffer): void {
    const reports = parseRtcp(packet);
    if (reports) this.#incoming.reception.onReports(reports, this.#outgoing.ssrc, performance.now());
  }

  #ready(): void {
    if (this.#isReady) return;
    this.#isReady = true;
    this.#silence.restart(performance.now());
    this.#options.emit({ name: 'ready', args: [] });
    const prompt = this.#waitingPrompt;
    this.#waitingPrompt = null;
    if (prompt && !this.#isClosed) this.#generated.play(prompt);
  }
}
