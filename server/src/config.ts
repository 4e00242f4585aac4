import { availableParallelism, networkInterfaces } from 'node:os';
import { isIP } from 'node:net';
import { join, resolve } from 'node:path';
import { loadSecretKey } from './platform/secret-key.ts';
import type { LogLevel } from './platform/log.ts';
import { notesOf, settingsSchema, type Settings } from './platform/settings-schema.ts';

export type TlsConfig =
  | { readonly kind: 'off' }
  | { readonly kind: 'files'; readonly certFile: string; readonly keyFile: string }
  | { readonly kind: 'self_signed' };

type Endpoint = { readonly host: string; readonly port: number };

export type MediaConfig =
  | { readonly kind: 'embedded' }
  | { readonly kind: 'rtpengine'; readonly engines: readonly Endpoint[]; readonly digitLog: Endpoint };

/** Verifying and signing the identity of callers (STIR/SHAKEN). */
export type StirConfig = {
  readonly rootsFile: string | null;
  /** Hosts that certificates may come from; empty: any public one. */
  readonly hosts: readonly string[];
  readonly signing: { readonly certFile: string; readonly keyFile: string; readonly url: string } | null;
};

export type Config = {
  readonly dataDir: string;
  readonly host: string;
  /** Address that phones, carriers and browsers reach us at. */
  readonly publicAddress: string;
  /** Origin of the web application, without a slash at the end. */
  readonly publicUrl: string;
  readonly httpPort: number;
  readonly sipPort: number;
  readonly sipsPort: number;
  readonly rtpPorts: { readonly min: number; readonly max: number };
  readonly sandboxPort: number;
  /** Addresses or CIDR ranges. */
  readonly trustedSources: readonly string[];
  readonly trustedProxies: readonly string[];
  readonly demo: 'auto' | 'off';
  readonly databaseUrl: string | null;
  readonly databasePool: number;
  /** 32 bytes for AES-256-GCM (`platform/crypto`). */
  readonly secretKey: Uint8Array;
  readonly logLevel: LogLevel;
  /** Null: standard error. */
  readonly logFile: string | null;
  readonly media: MediaConfig;
  readonly mediaWorkers: number;
  readonly smtpUrl: string | null;
  readonly mailFrom: string;
  readonly tls: TlsConfig;
  readonly stir: StirConfig;
};

/** All that is wrong with the settings, in one message. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';
}

type Environment = Readonly<Record<string, string | undefined>>;
type SettingName = keyof typeof settingsSchema.shape;

/** True for 127.0.0.0/8 and ::1. */
export function isLoopback(address: string): boolean {
  return address.startsWith('127.') || address === '::1';
}

function problemLine(name: SettingName, given: string | undefined): string {
  const notes = notesOf(settingsSchema.shape[name]);
  const shown = given === undefined ? 'nothing' : notes.secret ? 'a value that is not shown' : `"${given}"`;
  return `  ${name}: ${shown} was given, accepted is ${notes.accepts}`;
}

function unknownSettings(env: Environment): string[] {
  return Object.keys(env)
    .filter((name) => name.startsWith('CARILLON_') && !(name in settingsSchema.shape))
    .map((name) => `  ${name}: there is no such setting (docs/settings.md lists them)`);
}

function tlsProblems(env: Environment): string[] {
  if (Boolean(env['CARILLON_TLS_CERT']) === Boolean(env['CARILLON_TLS_KEY'])) return [];
  return ['  CARILLON_TLS_CERT, CARILLON_TLS_KEY: only one was given, accepted is both or none'];
}

const signingNames = ['CARILLON_STIR_CERT', 'CARILLON_STIR_KEY', 'CARILLON_STIR_CERT_URL'] as const;

function stirProblems(env: Environment): string[] {
  const given = signingNames.filter((name) => env[name]);
  if (given.length === 0 || given.length === signingNames.length) return [];
  return [`  ${signingNames.join(', ')}: only ${given.join(' and ')} was given, accepted is all or none`];
}

function stirOf(settings: Settings): StirConfig {
  const { CARILLON_STIR_ROOTS: roots, CARILLON_STIR_HOSTS: hosts, CARILLON_STIR_CERT: cert } = settings;
  const { CARILLON_STIR_KEY: key, CARILLON_STIR_CERT_URL: url } = settings;
  const signing = cert && key && url ? { certFile: resolve(cert), keyFile: resolve(key), url } : null;
  return { rootsFile: roots === undefined ? null : resolve(roots), hosts, signing };
}

/** Empty settings count as absent, as in `CARILLON_SMTP_URL= npm start`. */
function withoutEmpty(env: Environment): Environment {
  return Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''));
}

function parse(env: Environment): Settings {
  const result = settingsSchema.safeParse(env);
  const names = new Set(result.error?.issues.map((issue) => issue.path[0] as SettingName));
  const problems = [
    ...[...names].map((name) => problemLine(name, env[name])),
    ...tlsProblems(env),
    ...stirProblems(env),
    ...unknownSettings(env),
  ];
  if (problems.length > 0 || !result.success) {
    throw new SettingsError(`These settings can't be used:\n${problems.join('\n')}`);
  }
  return result.data;
}

function firstExternalAddress(): string | undefined {
  const all = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
  return all.find((entry) => entry.family === 'IPv4' && !entry.internal)?.address;
}

function publicAddressOf(settings: Settings): string {
  if (settings.CARILLON_PUBLIC_ADDRESS) return settings.CARILLON_PUBLIC_ADDRESS;
  const everywhere = settings.CARILLON_HOST === '0.0.0.0' || settings.CARILLON_HOST === '::';
  return everywhere ? (firstExternalAddress() ?? '127.0.0.1') : settings.CARILLON_HOST;
}

function tlsOf(settings: Settings): TlsConfig {
  if (settings.CARILLON_TLS === 'off') return { kind: 'off' };
  if (settings.CARILLON_TLS_CERT && settings.CARILLON_TLS_KEY) {
    return {
      kind: 'files',
      certFile: resolve(settings.CARILLON_TLS_CERT),
      keyFile: resolve(settings.CARILLON_TLS_KEY),
    };
  }
  return isLoopback(settings.CARILLON_HOST) ? { kind: 'off' } : { kind: 'self_signed' };
}

function mediaOf(settings: Settings): MediaConfig {
  const [digitLog] = settings.CARILLON_RTPENGINE_DIGITS;
  if (settings.CARILLON_MEDIA === 'embedded' || !digitLog) return { kind: 'embedded' };
  return { kind: 'rtpengine', engines: settings.CARILLON_RTPENGINE, digitLog };
}

function publicUrlOf(settings: Settings, tls: TlsConfig): string {
  if (settings.CARILLON_PUBLIC_URL) return new URL(settings.CARILLON_PUBLIC_URL).origin;
  const address = publicAddressOf(settings);
  const host = isIP(address) === 6 ? `[${address}]` : address;
  const named = address === '127.0.0.1' ? 'localhost' : host;
  return `${tls.kind === 'off' ? 'http' : 'https'}://${named}:${settings.CARILLON_HTTP_PORT}`;
}

function logFileOf(settings: Settings, dataDir: string): string | null {
  const given = settings.CARILLON_LOG_FILE;
  if (given !== undefined) return given === '-' ? null : resolve(given);
  return process.stderr.isTTY ? join(dataDir, 'carillon.log') : null;
}

/** Leaves a core to signalling and HTTP. */
const defaultMediaWorkers = () => Math.min(8, Math.max(1, availableParallelism() - 1));

/**
 * Reads every setting from the environment. Makes the data folder's secret key when none is given.
 * @throws SettingsError listing every problem at once: the setting, what was given, what is accepted.
 */
export function readConfig(environment: Environment = process.env): Config {
  const settings = parse(withoutEmpty(environment));
  const dataDir = resolve(settings.CARILLON_DATA);
  const tls = tlsOf(settings);
  return {
    dataDir,
    host: settings.CARILLON_HOST,
    publicAddress: publicAddressOf(settings),
    publicUrl: publicUrlOf(settings, tls),
    httpPort: settings.CARILLON_HTTP_PORT,
    sipPort: settings.CARILLON_SIP_PORT,
    sipsPort: settings.CARILLON_SIPS_PORT,
    rtpPorts: settings.CARILLON_RTP_PORTS,
    sandboxPort: settings.CARILLON_SANDBOX_PORT,
    trustedSources: settings.CARILLON_TRUSTED_SOURCES,
    trustedProxies: settings.CARILLON_TRUSTED_PROXIES,
    demo: settings.CARILLON_DEMO,
    databaseUrl: settings.DATABASE_URL ?? null,
    databasePool: settings.CARILLON_DATABASE_POOL,
    secretKey: settings.CARILLON_SECRET_KEY ?? loadSecretKey(join(dataDir, 'secret.key')),
    logLevel: settings.CARILLON_LOG_LEVEL,
    logFile: logFileOf(settings, dataDir),
    media: mediaOf(settings),
    mediaWorkers: settings.CARILLON_MEDIA_WORKERS ?? defaultMediaWorkers(),
    smtpUrl: settings.CARILLON_SMTP_URL ?? null,
    mailFrom: settings.CARILLON_MAIL_FROM,
    tls,
    stir: stirOf(settings),
  };
}
