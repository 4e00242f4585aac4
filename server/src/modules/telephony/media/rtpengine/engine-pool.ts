import type { Clock } from '#platform/clock';
import type { Logger } from '#platform/log';
import { Engine } from './engine.ts';
import type { EngineAddress } from './ng-client.ts';

export type EnginePoolOptions = {
  readonly engines: readonly EngineAddress[];
  readonly clock: Clock;
  readonly log: Logger;
  readonly onDied: (engine: Engine, reason: string) => void;
};

export type EngineHealth = {
  /** `address:port` of its control socket. */
  readonly address: string;
  readonly alive: boolean;
  readonly full: boolean;
  readonly sessions: number;
  readonly packetsPerSecond: number;
};

/** The engines: who takes a new call. A call stays with its engine until it ends. */
export class EnginePool {
  readonly engines: readonly Engine[];
  /** Resolves after the first look at each, with whether any of them answered. */
  readonly started: Promise<boolean>;

  constructor({ engines, ...options }: EnginePoolOptions) {
    this.engines = engines.map((address) => new Engine({ ...options, address }));
    this.started = Promise.all(this.engines.map((engine) => engine.start())).then((alive) => alive.includes(true));
  }

  /** The one with the fewest of our sessions among those that answer and have room; null when there is none. */
  pick(except: readonly Engine[] = []): Engine | null {
    const open = this.engines.filter((engine) => engine.alive && !engine.full && !except.includes(engine));
    return open.toSorted((left, right) => left.calls - right.calls)[0] ?? null;
  }

  health(): EngineHealth[] {
    return this.engines.map(({ name, alive, full, statistics }) => ({ address: name, alive, full, ...statistics }));
  }

  async close(): Promise<void> {
    await Promise.all(this.engines.map((engine) => engine.close()));
  }
}
