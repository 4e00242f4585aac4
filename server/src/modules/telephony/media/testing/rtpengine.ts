import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { systemClock } from '#platform/clock';
import { NgClient } from '../rtpengine/ng-client.ts';
import type { EngineAddress } from '../rtpengine/ng-client.ts';
import { toolPath } from '../../../../../../tools/requirements.ts';

let started = 0;

type TestEngineOptions = {
  readonly maximumSessions?: number;
  /** Number of its RTP ports; a call takes about eight. */
  readonly ports?: number;
  /** The control port of one that was ended, to come back in its place. */
  readonly at?: number;
};

/** A real rtpengine on loopback, a child of the test, with ports of its own. */
export class TestEngine {
  readonly address: EngineAddress;
  readonly digitLog: EngineAddress;
  readonly #child: ChildProcess;
  #complaint = '';

  private constructor(base: number, { maximumSessions = -1, ports = 58 }: TestEngineOptions) {
    this.address = { host: '127.0.0.1', port: base };
    this.digitLog = { host: '127.0.0.1', port: base + 1 };
    this.#child = spawn(
      toolPath('rtpengine') ?? 'rtpengine',
      [...argumentsOf(base), `--port-max=${base + 1 + ports}`, `--max-sessions=${maximumSessions}`],
      { stdio: ['ignore', 'ignore', 'pipe'] },
    );
    this.#child.stderr?.on('data', (chunk: Buffer) => {
      this.#complaint = (this.#complaint + chunk.toString()).slice(-2_000);
    });
  }

  static async start(options: TestEngineOptions = {}): Promise<TestEngine> {
    started += 1;
    const base = options.at ?? 52_000 + (process.pid % 50) * 240 + (started % 4) * 60;
    const engine = new TestEngine(base, options);
    await engine.#answers();
    return engine;
  }

  /** Ends it as a crash would. */
  async kill(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    this.#child.kill('SIGKILL');
    await once(this.#child, 'exit');
  }

  async #answers(): Promise<void> {
    const client = new NgClient({ engine: this.address, clock: systemClock });
    for (let attempt = 0; attempt < 10; attempt += 1) {
      if ((await client.request('ping')).kind === 'ok') return client.close();
    }
    await this.kill();
    throw new Error(`rtpengine does not start: ${this.#complaint}`);
  }
}

function argumentsOf(base: number): string[] {
  return [
    ...['--table=-1', '--config-file=none', '--foreground', '--log-stderr', '--log-level=4'],
    ...[`--interface=127.0.0.1`, `--listen-ng=127.0.0.1:${base}`, `--dtmf-log-dest=127.0.0.1:${base + 1}`],
    ...[`--port-min=${base + 2}`, '--num-threads=2', '--endpoint-learning=heuristic'],
  ];
}
