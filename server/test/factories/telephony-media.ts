import type { MediaCounters } from '@carillon/api';
import type {
  CodecName,
  MediaDirection,
  MediaLeg,
  MediaLegEvents,
  MediaPlane,
  MediaRecording,
  MediaRoom,
  OpenLegOptions,
  PlayOptions,
  SdpResult,
} from '../../src/modules/telephony/ports/media-plane.ts';

type Listeners = { [E in keyof MediaLegEvents]?: MediaLegEvents[E] };
type Negotiated = { codec: CodecName | null; remoteDirection: MediaDirection };

/** A leg that has no sound but remembers what it was told. */
export class RecordedLeg implements MediaLeg {
  readonly legId: string;
  readonly options: OpenLegOptions;
  readonly digits: string[] = [];
  codec: CodecName | null = null;
  playing: PlayOptions | null = null;
  offered: readonly CodecName[] = [];
  /** What its counters say, as the test wants it; and how often they were asked for. */
  measured: Partial<MediaCounters> = {};
  readings = 0;
  closed = false;
  /** The far side's last description, and what it sends and hears by it. */
  remote = '';
  remoteDirection: MediaDirection = 'inactive';
  #offer: { codecs: readonly CodecName[]; direction: MediaDirection } | null = null;
  readonly #listeners: Listeners = {};
  readonly #plane: RecordedMedia;

  constructor(options: OpenLegOptions, plane: RecordedMedia) {
    this.options = options;
    this.legId = options.legId;
    this.#plane = plane;
  }

  async createOffer({ codecs, direction = 'sendrecv' }: { codecs: readonly CodecName[]; direction?: MediaDirection }) {
    this.#open();
    this.offered = codecs;
    return writeSdp(codecs, direction);
  }

  async acceptAnswer(sdp: string) {
    this.#open();
    const { codecs, direction } = readSdp(sdp);
    if (codecs[0] === undefined) return { kind: 'rejected', status: 488, reason: 'no common codec' } as const;
    this.remote = sdp;
    return { kind: 'ok', negotiated: this.#agree(codecs[0], direction) } as const;
  }

  async readOffer(sdp: string) {
    this.#open();
    this.#offer = readSdp(sdp);
    this.remote = sdp;
    if (this.#offer.codecs.length === 0) return { kind: 'rejected', status: 488, reason: 'no common codec' } as const;
    return { kind: 'ok', ...this.#offer } as const;
  }

  async createAnswer({ codecs }: { codecs: readonly CodecName[]; direction?: MediaDirection }): Promise<SdpResult> {
    this.#open();
    const codec = codecs.find((name) => this.#offer!.codecs.includes(name));
    if (codec === undefined) return { kind: 'rejected', status: 488, reason: 'no common codec' };
    const { direction } = this.#offer!;
    return { kind: 'ok', sdp: writeSdp([codec], reversed[direction]), negotiated: this.#agree(codec, direction) };
  }

  async play(options: PlayOptions): Promise<void> {
    this.#open();
    this.playing = options;
    this.#plane.log.push(`play ${'name' in options.source ? options.source.name : options.source.tone}`);
  }

  async stopPlaying(): Promise<void> {
    this.#open();
    this.playing = null;
  }

  async sendDigits(digits: string): Promise<void> {
    this.digits.push(digits);
  }

  async counters(): Promise<MediaCounters> {
    this.readings++;
    return { ...noCounters, codec: this.codec, ...this.measured };
  }

  on<E extends keyof MediaLegEvents>(event: E, listener: MediaLegEvents[E]): void {
    Object.assign(this.#listeners, { [event]: listener });
  }

  /** What the world does to this leg. */
  happen<E extends keyof MediaLegEvents>(event: E, ...values: Parameters<MediaLegEvents[E]>): void {
    (this.#listeners[event] as ((...given: unknown[]) => void) | undefined)?.(...values);
  }

  async close(): Promise<MediaCounters> {
    this.closed = true;
    await this.#plane.unbridge(this.legId);
    for (const parties of this.#plane.rooms.values()) parties.delete(this.legId);
    return this.counters();
  }

  #agree(codec: CodecName, remoteDirection: MediaDirection): Negotiated {
    this.codec = codec;
    this.remoteDirection = remoteDirection;
    return { codec, remoteDirection };
  }

  #open(): void {
    if (this.closed) throw new Error(`media leg ${this.legId} is closed`);
  }
}

/** A media plane without sound: passed through the port, so that tests see who would hear whom. */
export class RecordedMedia implements MediaPlane {
  readonly legs = new Map<string, RecordedLeg>();
  readonly log: string[] = [];
  readonly #pairs = new Map<string, string>();
  full = false;

  async openLeg(options: OpenLegOptions): Promise<RecordedLeg> {
    if (this.full) throw new Error('every worker is full');
    const leg = new RecordedLeg(options, this);
    this.legs.set(options.legId, leg);
    return leg;
  }

  async bridge(one: string, other: string): Promise<void> {
    await this.unbridge(one);
    await this.unbridge(other);
    this.#pairs.set(one, other).set(other, one);
  }

  async unbridge(legId: string): Promise<void> {
    const other = this.#pairs.get(legId);
    if (other !== undefined) this.#pairs.delete(other);
    this.#pairs.delete(legId);
  }

  async record(): Promise<MediaRecording> {
    const sound = { bytes: 44, durationMs: 0, isWhole: true, failure: null };
    return { pause: async () => undefined, resume: async () => undefined, stop: async () => sound };
  }

  /** Parties by room. */
  readonly rooms = new Map<string, Set<string>>();

  async openRoom({ roomId }: { roomId: string }): Promise<MediaRoom> {
    const parties = new Set<string>();
    this.rooms.set(roomId, parties);
    return {
      roomId,
      join: async (legId) => void parties.add(legId),
      leave: async (legId) => void parties.delete(legId),
      setMuted: async () => undefined,
      setAudience: async () => undefined,
      onSpeakers: () => undefined,
      close: async () => void this.rooms.delete(roomId),
    };
  }

  /** Pairs that hear each other now, each once. */
  bridges(): (readonly [string, string])[] {
    return [...this.#pairs].filter(([one, other]) => one < other);
  }

  open(): RecordedLeg[] {
    return [...this.legs.values()].filter((leg) => !leg.closed);
  }

  async health() {
    const legs = this.open().length;
    return { workers: [{ id: 0, alive: true, legs, loadPercent: 0 }], admitting: !this.full };
  }

  async close(): Promise<void> {}
}

const noCounters: MediaCounters = {
  codec: null,
  transcoded: false,
  packetsReceived: 0,
  packetsSent: 0,
  packetsLost: 0,
  jitterMs: null,
  roundTripMs: null,
  mos: null,
  heard: false,
};

const reversed: Record<MediaDirection, MediaDirection> = {
  sendrecv: 'sendrecv',
  sendonly: 'recvonly',
  recvonly: 'sendonly',
  inactive: 'inactive',
};

const payloads: Record<CodecName, string> = { opus: '111', G722: '9', PCMA: '8', PCMU: '0' };
const maps: Record<CodecName, string> = {
  opus: 'opus/48000/2',
  G722: 'G722/8000',
  PCMA: 'PCMA/8000',
  PCMU: 'PCMU/8000',
};

export function writeSdp(codecs: readonly CodecName[], direction: MediaDirection = 'sendrecv', port = 9): string {
  const formats = codecs.map((codec) => payloads[codec]).join(' ');
  const lines = codecs.map((codec) => `a=rtpmap:${payloads[codec]} ${maps[codec]}`);
  const head = [
    'v=0',
    'o=- 1 1 IN IP4 127.0.0.1',
    's=-',
    'c=IN IP4 127.0.0.1',
    't=0 0',
    `m=audio ${port} RTP/AVP ${formats}`,
  ];
  return `${[...head, ...lines, `a=${direction}`].join('\r\n')}\r\n`;
}

function readSdp(sdp: string): { codecs: CodecName[]; direction: MediaDirection } {
  const formats = /^m=audio \d+ \S+ ([\d ]+)/m.exec(sdp)?.[1]?.trim().split(' ') ?? [];
  const codecs = formats.flatMap((format) => {
    const found = (Object.keys(payloads) as CodecName[]).find((codec) => payloads[codec] === format);
    return found === undefined ? [] : [found];
  });
  const direction = (/^a=(sendrecv|sendonly|recvonly|inactive)\s*$/m.exec(sdp)?.[1] ?? 'sendrecv') as MediaDirection;
  return { codecs, direction };
}
