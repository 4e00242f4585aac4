import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { childrenOf, run, startNode, waitUntilIdle, type Running } from './processes.ts';

export type Account = { readonly username: string; readonly password: string; readonly extension: string };

export type Carillon = Running & {
  readonly target: string;
  readonly users: readonly Account[];
  /** Extensions of the bench organization: conference rooms, and a message that repeats. */
  readonly rooms: readonly string[];
  readonly announcement: string;
  /** Its embedded PostgreSQL; a child of the server. */
  readonly databasePid: number;
  metrics(): Promise<ReadonlyMap<string, number>>;
};

export type Reference = Running & { readonly target: string };

const root = join(import.meta.dirname, '../..');
const ports = { http: 18_291, sip: 15_291, sips: 15_293, sandbox: 15_295, rtp: '20000-30000' };

/** The harness reads its own settings; the server refuses names that it does not know. */
function serverSettings(dataDir: string): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(
    ([name]) => !name.startsWith('CARILLON_') && name !== 'DATABASE_URL',
  );
  return {
    ...Object.fromEntries(inherited),
    CARILLON_DATA: dataDir,
    CARILLON_DEMO: 'off',
    CARILLON_HTTP_PORT: String(ports.http),
    CARILLON_SIP_PORT: String(ports.sip),
    CARILLON_SIPS_PORT: String(ports.sips),
    CARILLON_SANDBOX_PORT: String(ports.sandbox),
    CARILLON_RTP_PORTS: ports.rtp,
    CARILLON_LOG_FILE: join(dataDir, 'carillon.log'),
  };
}

/** A server of its own on a fresh data folder, with the bench organization in it. `profileDir`: V8 profiles go there. */
export async function startCarillon(profileDir: string | null): Promise<Carillon> {
  const dataDir = mkdtempSync(join(tmpdir(), 'carillon-bench-'));
  const env = serverSettings(dataDir);
  const at = `http://127.0.0.1:${ports.http}`;
  const profiling = profileDir === null ? [] : ['--cpu-prof', `--cpu-prof-dir=${profileDir}`];
  const server = await startNode({
    name: 'Carillon',
    args: [...profiling, join(root, 'server/src/main.ts')],
    env,
    isReady: async () => (await fetch(`${at}/readyz`)).ok,
  });
  run(process.execPath, [join(root, 'server/src/tools/seed.ts'), 'bench'], env);
  // The house hears of every new user: that is no part of what the telephones cost.
  await waitUntilIdle(server.pid);
  const bench = JSON.parse(readFileSync(join(dataDir, 'bench.json'), 'utf8')) as Pick<
    Carillon,
    'users' | 'rooms' | 'announcement'
  >;
  return {
    ...server,
    target: `127.0.0.1:${ports.sip}`,
    users: bench.users,
    rooms: bench.rooms,
    announcement: bench.announcement,
    databasePid: childrenOf(server.pid)[0]!,
    metrics: async () => readMetrics(await (await fetch(`${at}/metrics`)).text()),
    async stop() {
      await server.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

function readMetrics(text: string): ReadonlyMap<string, number> {
  const lines = text.matchAll(/^(carillon_\w+) (\S+)$/gm);
  return new Map(Array.from(lines, ([, name, value]) => [name!, Number(value)]));
}

/**
 * The bare B2BUA of the harness, digest on INVITE as ours has. It stands on the npm package `sip`, which is installed
 * into a folder of its own: it is no part of this project.
 */
export async function startReference(harness: string): Promise<Reference> {
  const modules = process.env['CARILLON_BENCH_SIP'] ?? installSip();
  const [host, port] = ['127.0.0.2', 15_391];
  const options = [`host=${host}`, `port=${port}`, 'media=relay', 'auth=yes', `uas=${referencePorts.uas}`];
  const server = await startNode({
    name: 'reference',
    args: [join(harness, 'reference/sip-b2bua.cjs'), ...options],
    env: { ...process.env, NODE_PATH: modules },
    isReady: () => answersOptions(host, port),
  });
  return { ...server, target: `${host}:${port}` };
}

export const referencePorts = { uac: 15_411, uas: 15_423 };
export const carillonPorts = { uac: 15_535, uas: 15_547 };

function installSip(): string {
  const folder = join(tmpdir(), 'carillon-bench-sip');
  const modules = join(folder, 'node_modules');
  if (!existsSync(join(modules, 'sip')))
    run('npm', ['install', '--no-save', '--prefix', folder, 'sip@0.0.6'], process.env);
  return modules;
}

/** Asks a SIP server over UDP whether it is there (RFC 3261 11), and waits a little for any answer. */
async function answersOptions(host: string, port: number): Promise<boolean> {
  const socket = createSocket('udp4');
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const { port: own } = socket.address();
  const address = `sip:bench@127.0.0.1:${own}`;
  const lines = [
    `OPTIONS sip:${host}:${port} SIP/2.0`,
    `Via: SIP/2.0/UDP 127.0.0.1:${own};branch=z9hG4bK${own}`,
    'Max-Forwards: 70',
    `From: <${address}>;tag=${own}`,
    `To: <sip:${host}:${port}>`,
    `Call-ID: ready-${own}`,
    'CSeq: 1 OPTIONS',
    `Contact: <${address}>`,
    'Content-Length: 0',
  ];
  socket.send(`${lines.join('\r\n')}\r\n\r\n`, port, host);
  try {
    await once(socket, 'message', { signal: AbortSignal.timeout(500) });
    return true;
  } finally {
    socket.close();
  }
}
