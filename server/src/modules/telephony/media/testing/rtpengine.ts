import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { systemClock } from '#platform/clock';
import { NgClient } from '../rtpengine/ng-client.ts';
import type { EngineAddress } from '../rtpengine/ng-client.ts';
import { toolPath } from '../../../../../../tools/requirements.ts';

let started = 0;

/** A real rtpengine on loopback, a child of the test, with ports of its own. */
export class TestEngine {
  readonly address: EngineAddress;
  readonly digitLog: EngineAddress;
  readonly #child: ChildProcess;
  #complaint = '';

  private constructor(base: number, maximumSessions: number) {
    this.address = { host: '127.0.0.1', port: base };
    this.digitLog = { host: '127.0.0.1', port: base + 1 };
    this.#child = spawn(
      toolPath('rtpengine') ?? 'rtpengine',
      [...argumentsOf(base), `--max-sessions=${maximumSessions}`],
      {
        stdio: ['ignore', 'ignore', 'pipe'],
      },
    );
    this.#child.stderr?.on('data', (chunk: Buffer) => {
      this.#complaint = (this.#complaint + chunk.toString()).slice(-2_000);
    });
  }

  /** `at`: the control port of one that was ended, to come back in its place. */
  static async start({
    maximumSessions = -1,
    at,
  }: { maximumSessions?: number; at?: number } = {}): Promise<TestEngine> {
    started += 1;
    const base = at ?? 52_000 + (process.pid % 50) * 240 + (started % 4) * 60;
    const engine = new TestEngine(base, maximumSessions);
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
    ...[`--port-min=${base + 2}`, `--port-max=${base + 59}`, '--num-threads=2', '--endpoint-learning=heuristic'],
  ];
}
