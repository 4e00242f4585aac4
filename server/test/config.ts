import { tmpdir } from 'node:os';
import type { Config } from '../src/config.ts';

/** Settings for tests: nothing of the environment, every port free. */
export function testConfig(overrides: Partial<Config> = {}): Config {
  return {
    dataDir: tmpdir(),
    host: '127.0.0.1',
    publicAddress: '127.0.0.1',
    publicUrl: 'http://localhost:8080',
    httpPort: 0,
    sipPort: 0,
    sipsPort: 0,
    rtpPorts: { min: 30_000, max: 31_000 },
    sandboxPort: 0,
    trustedSources: ['127.0.0.1/32'],
    trustedProxies: [],
    demo: 'off',
    databaseUrl: null,
    databasePool: 5,
    secretKey: Buffer.alloc(32, 7),
    logLevel: 'silent',
    logFile: null,
    media: { kind: 'embedded' },
    mediaWorkers: 1,
    smtpUrl: null,
    mailFrom: 'Carillon <no-reply@localhost>',
    tls: { kind: 'off' },
    stir: { rootsFile: null, hosts: [], signing: null },
    ...overrides,
  };
}
