import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readConfig, SettingsError } from './config.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'carillon-config-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const read = (env: Record<string, string>) => readConfig({ CARILLON_DATA: folder, ...env });

function problemsOf(env: Record<string, string>): string {
  try {
    read(env);
  } catch (error) {
    expect(error).toBeInstanceOf(SettingsError);
    return (error as Error).message;
  }
  throw new Error('the settings were accepted');
}

test('with nothing set, everything is on loopback, without TLS', () => {
  expect(read({})).toMatchObject({
    host: '127.0.0.1',
    publicAddress: '127.0.0.1',
    publicUrl: 'http://localhost:8080',
    httpPort: 8080,
    sipPort: 5060,
    sipsPort: 5061,
    rtpPorts: { min: 20_000, max: 22_000 },
    sandboxPort: 5070,
    trustedSources: ['127.0.0.1/32'],
    demo: 'auto',
    databaseUrl: null,
    tls: { kind: 'off' },
  });
});

test('every problem is told at once: the setting, what was given, what is accepted', () => {
  const message = problemsOf({
    CARILLON_HTTP_PORT: 'eighty',
    CARILLON_RTP_PORTS: '22000-20000',
    CARILLON_TRUSTED_SOURCES: '10.0.0.0/8, 300.1.2.3',
    CARILLON_HOST: 'localhost',
    CARILLON_DEMO: 'yes',
  });
  expect(message.split('\n')).toHaveLength(6);
  expect(message).toContain('CARILLON_HTTP_PORT: "eighty" was given, accepted is a port, 1 to 65535');
  expect(message).toContain('CARILLON_RTP_PORTS: "22000-20000" was given, accepted is first-last');
  expect(message).toContain('CARILLON_DEMO: "yes" was given, accepted is auto or off');
});

test('a name that does not exist is told, so that a typing mistake is noticed', () => {
  expect(problemsOf({ CARILLON_HTTPPORT: '1' })).toContain('CARILLON_HTTPPORT: there is no such setting');
});

test('a secret that is wrong is not printed', () => {
  const message = problemsOf({ DATABASE_URL: 'mysql://me:hunter2@db', CARILLON_SECRET_KEY: 'hunter2' });
  expect(message).toContain('DATABASE_URL');
  expect(message).toContain('CARILLON_SECRET_KEY');
  expect(message).not.toContain('hunter2');
});

test.each(['1023-2000', '20000-20010', '20000-70000', '20000', 'a-b'])('RTP ports %s are refused', (range) => {
  expect(problemsOf({ CARILLON_RTP_PORTS: range })).toContain('CARILLON_RTP_PORTS');
});

test.each(['10.0.0.0/33', '::/129', '10.0.0', '10.0.0.0/8/8', '10.0.0.0/-1'])('the source %s is refused', (source) => {
  expect(problemsOf({ CARILLON_TRUSTED_SOURCES: source })).toContain('CARILLON_TRUSTED_SOURCES');
});

test('empty settings count as absent, and lists are trimmed', () => {
  expect(read({ CARILLON_HTTP_PORT: '', CARILLON_SMTP_URL: '' })).toMatchObject({ httpPort: 8080, smtpUrl: null });
  expect(read({ CARILLON_TRUSTED_SOURCES: ' 10.0.0.0/8 , ::1 ' }).trustedSources).toEqual(['10.0.0.0/8', '::1']);
});

test('beyond loopback there is TLS, unless a proxy ends it', () => {
  const open = { CARILLON_HOST: '0.0.0.0', CARILLON_PUBLIC_ADDRESS: 'phone.example.fr' };
  expect(read(open)).toMatchObject({ tls: { kind: 'self_signed' }, publicUrl: 'https://phone.example.fr:8080' });
  const proxied = { ...open, CARILLON_TLS: 'off', CARILLON_PUBLIC_URL: 'https://phone.example.fr/' };
  expect(read(proxied)).toMatchObject({ tls: { kind: 'off' }, publicUrl: 'https://phone.example.fr' });
});

test('a certificate needs its key', () => {
  expect(problemsOf({ CARILLON_TLS_CERT: '/a.pem' })).toContain('only one was given');
  expect(read({ CARILLON_TLS_CERT: '/a.pem', CARILLON_TLS_KEY: '/b.pem' }).tls).toEqual({
    kind: 'files',
    certFile: '/a.pem',
    keyFile: '/b.pem',
  });
});

test('the secret key is made once, for its owner only, and kept', () => {
  const key = read({}).secretKey;
  expect(key).toHaveLength(32);
  expect(read({}).secretKey).toEqual(key);
  expect(statSync(join(folder, 'secret.key')).mode & 0o777).toBe(0o600);
  expect(readFileSync(join(folder, 'secret.key'), 'utf8').trim()).toBe(Buffer.from(key).toString('hex'));
});

test('a given key is used and none is written; a spoilt key file is refused, not replaced', () => {
  expect(read({ CARILLON_SECRET_KEY: 'ab'.repeat(32) }).secretKey).toEqual(Buffer.alloc(32, 0xab));
  expect(read({ CARILLON_SECRET_KEY: Buffer.alloc(32, 1).toString('base64') }).secretKey).toEqual(Buffer.alloc(32, 1));
  expect(existsSync(join(folder, 'secret.key'))).toBe(false);
  writeFileSync(join(folder, 'secret.key'), 'short');
  expect(() => read({})).toThrow('does not hold a key');
});
