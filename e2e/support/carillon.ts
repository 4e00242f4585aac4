import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What `data/demo.json` says. */
export type Demo = {
  readonly url: string;
  readonly sip: { readonly host: string; readonly port: number; readonly domain: string };
  readonly operator: { readonly email: string; readonly password: string };
  readonly organizations: readonly {
    readonly name: string;
    readonly apiKey: string;
    readonly numbers: readonly string[];
    readonly users: readonly DemoUser[];
  }[];
  readonly sandboxCarrier: { readonly host: string; readonly port: number };
};
export type DemoUser = {
  readonly name: string;
  readonly email: string;
  readonly password: string;
  readonly role: string;
  readonly extension: string;
  readonly sip: { readonly username: string; readonly password: string };
};

export type Carillon = {
  readonly demo: Demo;
  readonly dataDir: string;
  readonly output: () => string;
  stop(): Promise<void>;
};

const root = join(import.meta.dirname, '../..');
const readyWithinMs = 90_000;

/** A whole Carillon of its own: fresh data folder, free ports, demo data, sandbox carrier. */
export async function startCarillon(): Promise<Carillon> {
  const dataDir = await mkdtemp(join(tmpdir(), 'carillon-e2e-'));
  const [httpPort, sipPort, sipsPort, sandboxPort] = await freePorts(4);
  const settings = {
    CARILLON_DATA: dataDir,
    CARILLON_HTTP_PORT: String(httpPort),
    CARILLON_SIP_PORT: String(sipPort),
    CARILLON_SIPS_PORT: String(sipsPort),
    CARILLON_SANDBOX_PORT: String(sandboxPort),
    CARILLON_RTP_PORTS: '24000-24998',
    CARILLON_LOG_LEVEL: 'warn',
  };
  const server = spawn(process.execPath, [join(root, 'server/src/main.ts')], {
    env: { ...withoutSettings(), ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  server.stdout.on('data', (chunk) => (output += String(chunk)));
  server.stderr.on('data', (chunk) => (output += String(chunk)));
  await ready(server, `http://127.0.0.1:${httpPort}/readyz`, () => output);
  const demo = JSON.parse(await readFile(join(dataDir, 'demo.json'), 'utf8')) as Demo;
  return { demo, dataDir, output: () => output, stop: () => stop(server, dataDir) };
}

/** The caller's own settings must not reach the server under test. */
function withoutSettings(): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) => !name.startsWith('CARILLON_') && name !== 'DATABASE_URL' && name !== 'NODE_OPTIONS',
    ),
  );
}

async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer());
  const ports = await Promise.all(
    servers.map(
      (server) =>
        new Promise<number>((resolve) => {
          server.listen(0, '127.0.0.1', () => resolve((server.address() as { port: number }).port));
        }),
    ),
  );
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}

async function ready(server: ChildProcess, url: string, output: () => string): Promise<void> {
  const deadline = Date.now() + readyWithinMs;
  while (Date.now() < deadline) {
    if (server.exitCode !== null) throw new Error(`Carillon ended with ${server.exitCode}:\n${output()}`);
    const answer = await fetch(url).catch(() => null);
    if (answer?.ok) return;
    await new Promise((resolve) => setImmediate(resolve));
  }
  throw new Error(`Carillon was not ready in ${readyWithinMs} ms:\n${output()}`);
}

async function stop(server: ChildProcess, dataDir: string): Promise<void> {
  if (server.exitCode === null) {
    const ended = new Promise((resolve) => server.once('exit', resolve));
    server.kill('SIGTERM');
    await ended;
  }
  await rm(dataDir, { recursive: true, force: true, maxRetries: 5 });
}
