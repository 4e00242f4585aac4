import { spawn, type ChildProcess } from 'node:child_process';
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { request as httpsRequest } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { freePort } from './platform/db/embedded-process.ts';

const main = join(import.meta.dirname, 'main.ts');
const environment = { PATH: '/usr/bin:/bin', CARILLON_DEMO: 'off', CARILLON_RTP_PORTS: '42000-42100' };

async function dataFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'carillon-main-'));
  await chmod(folder, 0o755);
  onTestFinished(async () => {
    const pid = Number(
      (await readFile(join(folder, 'postgres/postmaster.pid'), 'utf8').catch(() => '')).split('\n')[0],
    );
    if (pid) process.kill(pid, 'SIGQUIT');
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  });
  return folder;
}

async function ports() {
  const [http, sip, sips, sandbox] = [await freePort(), await freePort(), await freePort(), await freePort()];
  return {
    http,
    settings: {
      CARILLON_HTTP_PORT: String(http),
      CARILLON_SIP_PORT: String(sip),
      CARILLON_SIPS_PORT: String(sips),
      CARILLON_SANDBOX_PORT: String(sandbox),
    },
  };
}

function run(dataDir: string, settings: Record<string, string> = {}) {
  const child: ChildProcess = spawn(process.execPath, [main], {
    env: { ...environment, CARILLON_DATA: dataDir, ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout!, child.stderr!]) stream.on('data', (data) => (output += String(data)));
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  onTestFinished(() => void child.kill('SIGKILL'));
  const ready = () =>
    vi.waitFor(() => expect(output).toContain('Carillon is ready'), { timeout: 30_000, interval: 50 });
  return { child, ended, ready, output: () => output };
}

const readiness = async (port: number) => (await fetch(`http://127.0.0.1:${port}/readyz`)).status;

test('it starts, answers, refuses a second one on its folder, and stops in order with its database', async () => {
  const dataDir = await dataFolder();
  const { http, settings } = await ports();
  const server = run(dataDir, settings);
  await server.ready();
  expect(await readiness(http)).toBe(200);
  const second = run(dataDir, settings);
  expect(await second.ended).toBe(1);
  expect(second.output()).toContain('Carillon already runs on');
  expect(await readiness(http)).toBe(200);
  const startedAt = performance.now();
  server.child.kill('SIGTERM');
  expect(await server.ended).toBe(0);
  expect(performance.now() - startedAt).toBeLessThan(8_000);
  await expect(readFile(join(dataDir, 'postgres/postmaster.pid'))).rejects.toThrow('ENOENT');
});

test('after kill -9 it starts again on the same folder', async () => {
  const dataDir = await dataFolder();
  const { http, settings } = await ports();
  const first = run(dataDir, settings);
  await first.ready();
  first.child.kill('SIGKILL');
  await first.ended;
  const again = run(dataDir, settings);
  await again.ready();
  expect(await readiness(http)).toBe(200);
  again.child.kill('SIGINT');
  expect(await again.ended).toBe(0);
});

test('wrong settings are told in one message and nothing is started', async () => {
  const dataDir = await dataFolder();
  const server = run(dataDir, { CARILLON_HTTP_PORT: 'x', CARILLON_LOG_LEVEL: 'loud' });
  expect(await server.ended).toBe(1);
  expect(server.output()).toContain('CARILLON_HTTP_PORT: "x" was given');
  expect(server.output()).toContain('CARILLON_LOG_LEVEL: "loud" was given');
  expect(server.output()).not.toContain('    at ');
});

test('a taken port is told with the setting to change, and the database is stopped again', async () => {
  const dataDir = await dataFolder();
  const { http, settings } = await ports();
  const holder = (await import('node:http')).createServer().listen(http, '127.0.0.1');
  onTestFinished(() => void holder.close());
  const server = run(dataDir, settings);
  expect(await server.ended).toBe(1);
  expect(server.output()).toContain('set CARILLON_HTTP_PORT to another port');
  await expect(readFile(join(dataDir, 'postgres/postmaster.pid'))).rejects.toThrow('ENOENT');
});

test('beyond loopback it speaks TLS with a certificate for its public address, and HSTS', async () => {
  const dataDir = await dataFolder();
  const { http, settings } = await ports();
  const server = run(dataDir, { ...settings, CARILLON_HOST: '0.0.0.0', CARILLON_PUBLIC_ADDRESS: '127.0.0.1' });
  await server.ready();
  const ca = await readFile(join(dataDir, 'tls/cert.pem'));
  const headers = await new Promise<NodeJS.Dict<string | string[]>>((resolve, reject) => {
    const request = httpsRequest({ host: '127.0.0.1', port: http, path: '/healthz', ca }, (answer) => {
      answer.resume();
      resolve(answer.headers);
    });
    request.once('error', reject).end();
  });
  expect(headers['strict-transport-security']).toBe('max-age=31536000');
  expect(server.output()).toContain('self-signed');
  server.child.kill('SIGTERM');
  expect(await server.ended).toBe(0);
});
