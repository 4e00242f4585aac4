import { performance } from 'node:perf_hooks';
import type { MessagePort } from 'node:worker_threads';
import { createUdpIo } from '@carillon/rtp/io';
import type { UdpIo } from '@carillon/rtp/io';
import type {
  CommandReply,
  LegCommand,
  OpenLeg,
  NumberedCommand,
  OpenReply,
  ToWorker,
  WorkerCommand,
  WorkerMessage,
  WorkerSettings,
} from '../protocol.ts';
import { Leg } from './leg.ts';
import type { LegTransport, LegTransportEvents } from './leg-transport.ts';
import { Recorder } from './recorder.ts';
import { survive } from './recovery.ts';
import { Rooms } from './room/rooms.ts';
import { openRtpTransport } from './rtp-transport.ts';
import { preloadSounds } from './sound-source.ts';
import { Ticker } from './ticker.ts';
import { openWebRtcTransport } from './web-rtc-transport.ts';

const checkIntervalMs = 250;

/** Runs a media thread: answers commands from the port until told to shut down. */
export function startMediaWorker(port: MessagePort, settings: WorkerSettings): void {
  preloadSounds();
  const worker = new MediaWorker(port, settings);
  port.on('message', (commands: ToWorker) => {
    for (const command of commands) void worker.handle(command);
  });
  worker.start();
}

class MediaWorker {
  readonly #port: MessagePort;
  readonly #settings: WorkerSettings;
  readonly #ticker = new Ticker((error) => this.#recovered(null, error));
  readonly #io: UdpIo;
  readonly #legs = new Map<string, Leg>();
  readonly #rooms: Rooms;
  /** Also of legs that are gone, until somebody asks for the result. */
  readonly #recorders = new Map<string, Recorder>();
  readonly #saying: WorkerMessage[] = [];
  #checkTimer: NodeJS.Timeout | null = null;

  constructor(port: MessagePort, settings: WorkerSettings) {
    this.#port = port;
    this.#settings = settings;
    this.#rooms = new Rooms(this.#ticker, (roomId, legIds) => this.#send({ kind: 'speakers', roomId, legIds }));
    this.#io = createUdpIo(settings.io, {
      nextDeadline: () => this.#ticker.nextDeadline,
      descriptors: settings.descriptors,
    });
  }

  start(): void {
    process.on('unhandledRejection', (error) => this.#recovered(null, error));
    this.#checkTimer = setInterval(() => this.#check(), checkIntervalMs);
    this.#send({ kind: 'started', io: this.#io.kind, wakeDescriptor: this.#io.wakeDescriptor });
  }

  async handle({ id, command }: NumberedCommand): Promise<void> {
    try {
      this.#send({ kind: 'reply', id, reply: await this.#run(command) });
    } catch (error) {
      this.#send({ kind: 'fault', id, message: error instanceof Error ? error.message : String(error) });
    }
  }

  async #run(command: WorkerCommand): Promise<CommandReply> {
    switch (command.kind) {
      case 'open':
        return this.#open(command);
      case 'bridge':
        await this.#bridge(command.legId, command.otherLegId);
        return null;
      case 'enter':
        await this.#legs.get(command.legId)?.enter(this.#rooms.get(command.roomId), command.isMuted);
        return null;
      case 'open_room':
      case 'mute':
      case 'set_audience':
      case 'close_room':
        this.#rooms.run(command);
        return null;
      case 'record':
        await this.#record(command);
        return null;
      case 'pause_recording':
        this.#recorder(command.recordingId).isPaused = command.isPaused;
        return null;
      case 'stop_recording':
        return this.#stopRecording(command.recordingId);
      case 'shut_down':
        await this.#shutDown();
        return null;
      default:
        return this.#runOnLeg(command, this.#leg(command.legId));
    }
  }

  /** A leg that closed while the command was on its way has nobody to be joined to. */
  async #bridge(legId: string, otherLegId: string): Promise<void> {
    const [leg, other] = [this.#legs.get(legId), this.#legs.get(otherLegId)];
    if (leg && other) await leg.join(other);
  }

  async #runOnLeg(
    command: Exclude<LegCommand, { kind: 'bridge' | 'enter' | 'record' }>,
    leg: Leg,
  ): Promise<CommandReply> {
    switch (command.kind) {
      case 'configure':
        await leg.configure(command.media);
        return null;
      case 'unbridge':
        leg.part();
        return null;
      case 'play':
        leg.play(command.options);
        return null;
      case 'stop_playing':
        leg.stopPlaying();
        return null;
      case 'send_digits':
        leg.sendDigits(command.digits);
        return null;
      case 'counters':
        return leg.counters();
      case 'close':
        this.#legs.delete(command.legId);
        return leg.close();
    }
  }

  async #open(command: OpenLeg): Promise<OpenReply> {
    // The transport speaks to a leg that is made around it.
    let target: LegTransportEvents | null = null;
    const opened = await this.#openTransport(command, {
      onRtp: (packet) => target?.onRtp(packet),
      onRtcp: (packet) => target?.onRtcp(packet),
      onReady: () => target?.onReady(),
      onFailed: (reason) => target?.onFailed(reason),
    });
    if (opened.kind !== 'open') return opened;
    const leg = new Leg({
      legId: command.legId,
      ssrc: command.ssrc,
      ticker: this.#ticker,
      emit: (event) => this.#send({ kind: 'event', legId: command.legId, event }),
      openTransport: (events): LegTransport => {
        target = events;
        return opened.transport;
      },
    });
    this.#legs.set(command.legId, leg);
    return { kind: 'open' };
  }

  async #record({ legId, recordingId, path }: Extract<LegCommand, { kind: 'record' }>): Promise<void> {
    const leg = this.#leg(legId);
    const recorder = await Recorder.open(path, this.#ticker);
    this.#recorders.set(recordingId, recorder);
    await leg.record(recorder);
  }

  #recorder(recordingId: string): Recorder {
    const recorder = this.#recorders.get(recordingId);
    if (!recorder) throw new Error(`no recording ${recordingId} in this worker`);
    return recorder;
  }

  async #stopRecording(recordingId: string): Promise<CommandReply> {
    const recorder = this.#recorder(recordingId);
    this.#recorders.delete(recordingId);
    return recorder.stop();
  }

  #openTransport(command: OpenLeg, events: LegTransportEvents) {
    const { rtpPort, rtcpPort, ice } = command;
    const { address, certificate } = this.#settings;
    const io = this.#guardedIo(command.legId);
    if (!ice) return openRtpTransport(io, { address, rtpPort, rtcpPort }, events);
    return openWebRtcTransport(io, { address, rtpPort, ice, certificate }, events);
  }

  /** Sockets of a leg whose packets can't do harm beyond it. */
  #guardedIo(legId: string): Pick<UdpIo, 'open'> {
    const report = (error: unknown) => this.#recovered(legId, error);
    return { open: (options) => this.#io.open({ ...options, onPacket: survive(options.onPacket, report) }) };
  }

  /** Also for promises that nobody awaits: the DTLS library has some. */
  #recovered(legId: string | null, error: unknown): void {
    const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
    this.#send({ kind: 'recovered', legId, message });
  }

  #leg(legId: string): Leg {
    const leg = this.#legs.get(legId);
    if (!leg) throw new Error(`no media leg ${legId} in this worker`);
    return leg;
  }

  #check(): void {
    const now = performance.now();
    for (const leg of this.#legs.values()) {
      survive(
        () => leg.check(now),
        (error) => this.#recovered(leg.legId, error),
      )();
    }
  }

  async #shutDown(): Promise<void> {
    if (this.#checkTimer) clearInterval(this.#checkTimer);
    await Promise.all([...this.#legs.values()].map((leg) => leg.close()));
    await Promise.all([...this.#recorders.values()].map((recorder) => recorder.stop()));
    this.#legs.clear();
    await this.#io.close();
  }

  /** What is said in one turn goes in one message. */
  #send(message: WorkerMessage): void {
    if (this.#saying.length === 0) queueMicrotask(() => this.#port.postMessage(this.#saying.splice(0)));
    this.#saying.push(message);
  }
}
