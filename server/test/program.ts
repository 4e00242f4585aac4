import { spawn, type ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { createSocket, type Socket } from 'node:dgram';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

/** What `data/demo.json` says. */
export type Demo = {
  readonly url: string;
  readonly sip: { readonly host: string; readonly port: number; readonly domain: string };
  readonly operator: { readonly email: string; readonly password: string };
  readonly organizations: readonly DemoOrganization[];
  readonly sandboxCarrier: { readonly host: string; readonly port: number };
};
export type DemoOrganization = {
  readonly name: string;
  readonly apiKey: string;
  readonly numbers: readonly string[];
  readonly users: readonly DemoUser[];
};
export type DemoUser = {
  readonly name: string;
  readonly email: string;
  readonly password: string;
  readonly role: string;
  readonly extension: string;
  readonly sip: { readonly username: string; readonly password: string };
};

export type ProgramOptions = {
  /** First and last UDP port of the sound; each suite that may run beside another takes its own. */
  readonly rtpPorts: string;
  readonly settings?: Readonly<Record<string, string>>;
};

/** The whole product as a program of its own: fresh data folder, free ports, demo data, sandbox carrier. */
export interface Program {
  readonly demo: Demo;
  readonly dataDir: string;
  readonly httpPort: number;
  readonly pid: number;
  /** The settings it runs with, for the tools beside it. */
  readonly environment: NodeJS.ProcessEnv;
  /** Everything it wrote. */
  output(): string;
  /** Log lines that tell of an error: nothing that a peer does may cause one. */
  errors(): string[];
  /** True until the process ends. */
  isAlive(): boolean;
  /** `kill -9` of the server's process alone. */
  kill(): Promise<void>;
  /** As Ctrl-C; resolves with the exit code. The data stays. */
  terminate(): Promise<number | null>;
  /** Starts it again on the same data folder and ports. */
  startAgain(): Promise<void>;
  /** Ends it and removes its data. */
  stop(): Promise<void>;
}

const root = join(import.meta.dirname, '../..');
const readyWithinMs = 90_000;

export async function startProgram(options: ProgramOptions): Promise<Program> {
  const dataDir = await mkdtemp(join(tmpdir(), 'carillon-program-'));
  // PostgreSQL runs as a user of its own when the tests run as root, and must reach its data.
  await chmod(dataDir, 0o755);
  const [httpPort, sipPort, sipsPort, sandboxPort] = await freePorts();
  const environment = {
    ...withoutSettings(),
    CARILLON_DATA: dataDir,
    CARILLON_HTTP_PORT: String(httpPort),
    CARILLON_SIP_PORT: String(sipPort),
    CARILLON_SIPS_PORT: String(sipsPort),
    CARILLON_SANDBOX_PORT: String(sandboxPort),
    CARILLON_RTP_PORTS: options.rtpPorts,
    CARILLON_LOG_LEVEL: 'warn',
    ...options.settings,
  };
  const run = new Run(environment, httpPort);
  await run.start();
  return {
    // Read when asked for: with CARILLON_DEMO=off there is none.
    get demo() {
      return JSON.parse(readFileSync(join(dataDir, 'demo.json'), 'utf8')) as Demo;
    },
    dataDir,
    httpPort,
    environment,
    get pid() {
      return run.pid;
    },
    output: () => run.output,
    errors: () => run.output.split('\n').filter((line) => /"level":(50|60|"error"|"fatal")/.test(line)),
    isAlive: () => run.isAlive,
    kill: async () => void (await run.end('SIGKILL')),
    terminate: () => run.end('SIGTERM'),
    startAgain: () => run.start(),
    stop: async () => {
      await run.end('SIGTERM');
      await rm(dataDir, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

class Run {
  readonly #environment: NodeJS.ProcessEnv;
  readonly #httpPort: number;
  #child: ChildProcess | null = null;
  output = '';

  constructor(environment: NodeJS.ProcessEnv, httpPort: number) {
    this.#environment = environment;
    this.#httpPort = httpPort;
  }

  get pid(): number {
    return this.#child!.pid!;
  }

  get isAlive(): boolean {
    return this.#child !== null && this.#child.exitCode === null && this.#child.signalCode === null;
  }

  async start(): Promise<void> {
    const child = spawn(process.execPath, [join(root, 'server/src/main.ts')], {
      env: this.#environment,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#child = child;
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (this.output += String(chunk)));
    await this.#ready();
  }

  async end(signal: 'SIGKILL' | 'SIGTERM'): Promise<number | null> {
    const child = this.#child;
    if (child === null || !this.isAlive) return child?.exitCode ?? null;
    const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
    child.kill(signal);
    return ended;
  }

  async #ready(): Promise<void> {
    const deadline = Date.now() + readyWithinMs;
    while (Date.now() < deadline) {
      if (!this.isAlive) throw new Error(`Carillon ended:\n${this.output}`);
      const answer = await fetch(`http://127.0.0.1:${this.#httpPort}/readyz`).catch(() => null);
      if (answer?.ok) return;
      await pause(50);
    }
    throw new Error(`Carillon was not ready in ${readyWithinMs} ms:\n${this.output}`);
  }
}

/** The caller's own settings must not reach the server under test. */
function withoutSettings(): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) => !name.startsWith('CARILLON_') && name !== 'DATABASE_URL' && name !== 'NODE_OPTIONS',
    ),
  );
}

const firstPort = 10_000;
const lastPort = 19_990;
/** HTTP, SIP, SIPS, the sandbox carrier and its desk. */
const portsEach = 5;
let programs = 0;

/**
 * Below the ports that the system gives away, so that nobody takes them while the program starts, and apart from those
 * of other test processes.
 */
async function freePorts(): Promise<[number, number, number, number]> {
  const span = lastPort - firstPort;
  for (let tries = 0; tries < 100; tries += 1) {
    const offset = (process.pid * 2 * portsEach + portsEach * programs++) % span;
    const ports = Array.from({ length: portsEach }, (_, index) => firstPort + offset + index);
    const free = await Promise.all(ports.map(isFree));
    if (free.every(Boolean)) return ports.slice(0, 4) as [number, number, number, number];
  }
  throw new Error('no free ports');
}

async function isFree(port: number): Promise<boolean> {
  const [tcp, udp] = [createServer(), createSocket('udp4')];
  const free = await Promise.all([
    new Promise<boolean>((resolve) =>
      tcp.once('error', () => resolve(false)).listen(port, '127.0.0.1', () => resolve(true)),
    ),
    new Promise<boolean>((resolve) =>
      udp.once('error', () => resolve(false)).bind(port, '127.0.0.1', () => resolve(true)),
    ),
  ]);
  await Promise.all([tcp, udp].map((socket) => new Promise<void>((resolve) => closed(socket, resolve))));
  return free.every(Boolean);
}

/** A socket that could not be bound says so when it is closed. */
function closed(socket: ReturnType<typeof createServer> | Socket, resolve: () => void): void {
  try {
    socket.close(() => resolve());
  } catch {
    resolve();
  }
}
