import type { Clock, TimerHandle } from '#platform/clock';
import type { Logger } from '#platform/log';
import type { BencodeDictionary } from './bencode.ts';
import { isDictionary, NgClient } from './ng-client.ts';
import type { EngineAddress, NgReply } from './ng-client.ts';

export type EngineOptions = {
  readonly address: EngineAddress;
  readonly clock: Clock;
  readonly log: Logger;
  /** It no longer answers, or was started anew: the calls that it had are gone. */
  readonly onDied: (engine: Engine, reason: string) => void;
};

export type EngineStatistics = { readonly sessions: number; readonly packetsPerSecond: number };

const checkEveryMs = 1_000;
/** How long an engine that refused a call for want of room is left alone. */
const fullRestMs = 5_000;

/** One rtpengine: whether it answers, whether it has room, what it does. */
export class Engine {
  readonly client: NgClient;
  /** Sessions of ours that are pinned to it. */
  calls = 0;
  readonly #options: EngineOptions;
  #isAlive = false;
  #fullUntilMs = 0;
  #uptimeSeconds = 0;
  #statistics: EngineStatistics = { sessions: 0, packetsPerSecond: 0 };
  #timer: TimerHandle | null = null;
  #isClosed = false;

  constructor(options: EngineOptions) {
    this.#options = options;
    this.client = new NgClient({ engine: options.address, clock: options.clock });
  }

  get name(): string {
    const { host, port } = this.#options.address;
    return `${host.includes(':') ? `[${host}]` : host}:${port}`;
  }

  get alive(): boolean {
    return this.#isAlive;
  }

  /** It refuses new calls: as many as it may have, or an operator empties it (`maxsessions 0`). Its calls go on. */
  get full(): boolean {
    return this.#options.clock.nowMs() < this.#fullUntilMs;
  }

  get statistics(): EngineStatistics {
    return this.#statistics;
  }

  async request(command: string, values: BencodeDictionary): Promise<NgReply> {
    if (!this.#isAlive) return { kind: 'no_answer' };
    const reply = await this.client.request(command, values);
    if (reply.kind === 'full') this.#fullUntilMs = this.#options.clock.nowMs() + fullRestMs;
    if (reply.kind === 'no_answer') this.#died('it does not answer');
    return reply;
  }

  /** Looks at once, then every second. Resolves with whether it answered. */
  async start(): Promise<boolean> {
    await this.#check();
    return this.#isAlive;
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    if (this.#timer) this.#options.clock.clearTimer(this.#timer);
    await this.client.close();
  }

  async #check(): Promise<void> {
    const reply = await this.client.request('statistics');
    if (this.#isClosed) return;
    if (reply.kind === 'ok') this.#read(reply.values);
    else this.#died(reply.kind === 'no_answer' ? 'it does not answer' : 'it refuses to be asked');
    this.#timer = this.#options.clock.setTimer(checkEveryMs, () => void this.#check());
  }

  #read(values: BencodeDictionary): void {
    const { current, uptimeSeconds } = readStatistics(values);
    // Faster than three seconds nobody notices a restart by silence.
    if (uptimeSeconds < this.#uptimeSeconds) this.#died('it was started anew');
    this.#uptimeSeconds = uptimeSeconds;
    this.#statistics = current;
    if (!this.#isAlive) this.#options.log.info({ engine: this.name }, 'rtpengine answers');
    this.#isAlive = true;
  }

  #died(reason: string): void {
    if (!this.#isAlive || this.#isClosed) return;
    this.#isAlive = false;
    this.#options.log.error({ engine: this.name, reason }, 'rtpengine is gone');
    this.#options.onDied(this, reason);
  }
}

/** Missing figures are 0: another version may name them otherwise. */
export function readStatistics(values: BencodeDictionary): { current: EngineStatistics; uptimeSeconds: number } {
  const all = dictionary(values['statistics']);
  const current = dictionary(all['currentstatistics']);
  const figure = (value: unknown) => (Number.isFinite(Number(value)) ? Number(value) : 0);
  return {
    current: { sessions: figure(current['sessionstotal']), packetsPerSecond: figure(current['packetrate']) },
    uptimeSeconds: figure(dictionary(all['totalstatistics'])['uptime']),
  };
}

function dictionary(value: BencodeDictionary[string] | undefined): BencodeDictionary {
  return isDictionary(value) ? value : {};
}
