import { fork, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import type { Identity } from '#identity';
import type { Numbers } from '#numbers';
import type { Telephony } from '#telephony';
import { seedDemo } from '../demo/seed-demo.ts';
import type { Platform } from '../platform/platform.ts';
import type { Role } from './role.ts';

const carrierProgram = join(import.meta.dirname, '../../../apps/sandbox-carrier/src/main.ts');
const stopLimitMs = 3_000;

/**
 * On loopback with an embedded, empty database: demonstration data and, beside the server, the sandbox carrier as a
 * program of its own. Anywhere else this does nothing.
 */
type DemoParts = { readonly identity: Identity; readonly numbers: Numbers; readonly telephony: Telephony };

export function createDemoRole(modules: DemoParts, platform: Pick<Platform, 'db' | 'clock' | 'config' | 'log'>): Role {
  const { config, log } = platform;
  let carrier: ChildProcess | null = null;
  return {
    name: 'demo',
    start: async () => {
      const { identity, numbers, telephony } = modules;
      const sip = { host: config.publicAddress, port: config.sipPort, domain: telephony.sipDomain };
      const url = config.publicUrl;
      const result = await seedDemo({ ...platform, url, identity, numbers, telephony: telephony.seed, sip });
      if (result.kind === 'off') return log.info({ reason: result.reason }, 'no demonstration data');
      carrier = startCarrier(platform);
    },
    stop: () => (carrier ? stopCarrier(carrier) : Promise.resolve()),
  };
}

/** The carrier ends by itself when its channel to us closes, so a killed server leaves none behind. */
function startCarrier({ config, log }: Pick<Platform, 'config' | 'log'>): ChildProcess {
  const settings = {
    CARILLON_SIP_PORT: String(config.sipPort),
    CARILLON_SANDBOX_PORT: String(config.sandboxPort),
    PATH: '/usr/bin:/bin',
  };
  const child = fork(carrierProgram, [], { env: settings, stdio: ['ignore', 'ignore', 'pipe', 'ipc'], execArgv: [] });
  let complaint = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    complaint = (complaint + chunk.toString()).slice(-2_000);
  });
  child.on('exit', (code) => {
    if (code !== 0 && code !== null) log.warn({ code, complaint }, 'the sandbox carrier ended');
  });
  return child;
}

function stopCarrier(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return Promise.resolve();
  const { promise, resolve } = Promise.withResolvers<void>();
  const late = setTimeout(() => child.kill('SIGKILL'), stopLimitMs);
  child.once('exit', () => {
    clearTimeout(late);
    resolve();
  });
  child.kill('SIGTERM');
  return promise;
}
