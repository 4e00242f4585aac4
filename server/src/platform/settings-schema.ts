import { isIP } from 'node:net';
import { z } from 'zod';
import { logLevels } from './log.ts';

/** What `docs/settings.md` says of a setting; `accepts` is also what a refusal shows. */
export type SettingNotes = { readonly accepts: string; readonly about: string; readonly secret?: boolean };

const notes = new WeakMap<z.ZodType, SettingNotes>();

/** The notes of a setting's schema. */
export function notesOf(schema: z.ZodType): SettingNotes {
  const found = notes.get(schema);
  if (!found) throw new Error('a setting without notes');
  return found;
}

function setting<T extends z.ZodType>(schema: T, accepts: string, about: string, secret = false): T {
  notes.set(schema, { accepts, about, secret });
  return schema;
}

function port(fallback: number, about: string) {
  return setting(
    z.coerce.number().int().min(0).max(65_535).default(fallback),
    'a port, 1 to 65535 (0: any free one)',
    about,
  );
}

const portRange = z
  .string()
  .regex(/^\d{1,5}-\d{1,5}$/)
  .transform((text) => {
    const [min, max] = text.split('-').map(Number) as [number, number];
    return { min, max };
  })
  .refine((range) => range.min >= 1024 && range.max <= 65_535 && range.max - range.min >= 19);

function isSource(text: string): boolean {
  const [address = '', bits, ...rest] = text.split('/');
  const family = isIP(address);
  if (!family || rest.length > 0) return false;
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128));
}

const sources = z
  .string()
  .transform((text) =>
    text
      .split(',')
      .map((part) => part.trim())
      .filter(Boolean),
  )
  .refine((list) => list.every(isSource));

/** IP address and port; IPv6 in brackets. */
function endpointOf(text: string): { host: string; port: number } | null {
  const [, v6, v4, port] = /^(?:\[([^\]]+)\]|([^:]+)):(\d{1,5})$/.exec(text.trim()) ?? [];
  const host = v6 ?? v4 ?? '';
  const isValid = isIP(host) === (v6 === undefined ? 4 : 6) && Number(port) >= 1 && Number(port) <= 65_535;
  return isValid ? { host, port: Number(port) } : null;
}

const endpoints = z
  .string()
  .transform((text) => text.split(',').map(endpointOf))
  .refine((list): list is { host: string; port: number }[] => list.every((entry) => entry !== null));

const hostName = z.string().refine((text) => isIP(text) !== 0 || /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/i.test(text));

const hostNames = z
  .string()
  .transform((text) =>
    text
      .toLowerCase()
      .split(',')
      .map((part) => part.trim())
      .filter(Boolean),
  )
  .refine((list) => list.every((name) => /^\.?[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/.test(name)));

function url(...schemes: string[]) {
  return z.string().refine((text) => URL.canParse(text) && schemes.includes(new URL(text).protocol));
}

/** A 32-byte key in hex or base64(url). */
const key = z
  .string()
  .transform((text) => Buffer.from(text, /^[0-9a-f]{64}$/i.test(text) ? 'hex' : 'base64'))
  .refine((bytes) => bytes.length === 32);

const folder = 'a path; relative ones start at the folder of the checkout';
const networks = 'addresses or CIDR ranges, separated by commas';

/** Every setting of the server: the environment is read nowhere else. */
export const settingsSchema = z.object({
  CARILLON_DATA: setting(
    z.string().min(1).default('./data'),
    folder,
    'Folder of everything that must outlive a restart.',
  ),
  CARILLON_HOST: setting(
    z
      .string()
      .refine((text) => isIP(text) !== 0)
      .default('127.0.0.1'),
    'an IP address',
    'Address to listen on. Beyond loopback the web side is served over TLS, because browsers need it for the microphone.',
  ),
  CARILLON_PUBLIC_ADDRESS: setting(
    hostName.optional(),
    'an IP address or a host name',
    'Address that phones, carriers and browsers reach; default: CARILLON_HOST, or the first address of the machine.',
  ),
  CARILLON_PUBLIC_URL: setting(
    url('http:', 'https:').optional(),
    'an http:// or https:// address',
    'What people type in the browser, when a proxy stands in front; default: made of the public address and the port.',
  ),
  CARILLON_HTTP_PORT: port(8080, 'Port of the web pages and the API.'),
  CARILLON_SIP_PORT: port(5060, 'Port of SIP over UDP and TCP.'),
  CARILLON_SIPS_PORT: port(5061, 'Port of SIP over TLS.'),
  CARILLON_RTP_PORTS: setting(
    portRange.prefault('20000-22000'),
    'first-last, both from 1024 to 65535, at least 20 ports',
    'UDP ports of the sound of calls; two for each leg.',
  ),
  CARILLON_SANDBOX_PORT: port(5070, 'SIP port of the sandbox carrier that the demo trunk points at.'),
  CARILLON_TRUSTED_SOURCES: setting(
    sources.prefault('127.0.0.1/32'),
    networks,
    'Sources that the SIP guards never ban, and that may read /metrics.',
  ),
  CARILLON_TRUSTED_PROXIES: setting(
    sources.prefault(''),
    networks,
    'Reverse proxies whose X-Forwarded-For and X-Forwarded-Proto are believed.',
  ),
  CARILLON_DEMO: setting(
    z.enum(['auto', 'off']).default('auto'),
    'auto or off',
    'auto: demo data on the first start, only on loopback, on the embedded database, when it is empty.',
  ),
  DATABASE_URL: setting(
    url('postgres:', 'postgresql:').optional(),
    'a postgres:// address',
    'PostgreSQL 15 or later to use instead of the embedded one. Its user must be allowed to create roles.',
    true,
  ),
  CARILLON_DATABASE_POOL: setting(
    z.coerce.number().int().min(2).max(500).default(20),
    'a number from 2 to 500',
    'Most database connections of one process.',
  ),
  CARILLON_SECRET_KEY: setting(
    key.optional(),
    '32 bytes in hex or base64',
    'Key of what is encrypted at rest; default: made at the first start and kept in secret.key of the data folder.',
    true,
  ),
  CARILLON_LOG_LEVEL: setting(
    z.enum(logLevels).default('info'),
    logLevels.join(', '),
    'Least severe log line to write.',
  ),
  CARILLON_LOG_FILE: setting(
    z.string().min(1).optional(),
    `${folder}; - for standard error`,
    'Where log lines go; default: carillon.log of the data folder in a terminal, standard error otherwise.',
  ),
  CARILLON_MEDIA: setting(
    z.enum(['embedded', 'rtpengine']).default('embedded'),
    'embedded or rtpengine',
    'Who carries the sound of calls: threads of this program, or rtpengine with those threads behind it.',
  ),
  CARILLON_RTPENGINE: setting(
    endpoints.prefault('127.0.0.1:2223'),
    'address:port, several separated by commas',
    'Control sockets (listen-ng) of the rtpengines, with CARILLON_MEDIA=rtpengine.',
  ),
  CARILLON_RTPENGINE_DIGITS: setting(
    endpoints.prefault('127.0.0.1:2224').refine((list) => list.length === 1),
    'address:port',
    'Where this program hears the digits that rtpengine tells (its dtmf-log-dest).',
  ),
  CARILLON_MEDIA_WORKERS: setting(
    z.coerce.number().int().min(1).max(64).optional(),
    'a number from 1 to 64',
    'Threads that carry the sound; default: one for each core but one, at most 8.',
  ),
  CARILLON_SMTP_URL: setting(
    url('smtp:', 'smtps:').optional(),
    'an smtp:// or smtps:// address',
    'Mail server for invitations; without it their links are shown on the screen instead.',
    true,
  ),
  CARILLON_MAIL_FROM: setting(
    z.string().min(3).default('Carillon <no-reply@localhost>'),
    'a sender, `Name <address>`',
    'Sender of mails.',
  ),
  CARILLON_TLS: setting(
    z.enum(['auto', 'off']).default('auto'),
    'auto or off',
    'off: plain HTTP even beyond loopback, for a proxy that ends TLS.',
  ),
  CARILLON_TLS_CERT: setting(
    z.string().min(1).optional(),
    folder,
    'Certificate chain in PEM; default: one made at start.',
  ),
  CARILLON_TLS_KEY: setting(z.string().min(1).optional(), folder, 'Private key of CARILLON_TLS_CERT in PEM.'),
  CARILLON_STIR_ROOTS: setting(
    z.string().min(1).optional(),
    folder,
    'Authorities in PEM whose operators are believed about callers (STIR/SHAKEN); without them nothing is verified.',
  ),
  CARILLON_STIR_HOSTS: setting(
    hostNames.prefault(''),
    'host names, separated by commas; .example.org stands for all below',
    'Hosts that certificates of callers are fetched from; default: any with a public address.',
  ),
  CARILLON_STIR_CERT: setting(
    z.string().min(1).optional(),
    folder,
    'Certificate chain in PEM that our callers are signed with; without it they are not signed.',
  ),
  CARILLON_STIR_KEY: setting(z.string().min(1).optional(), folder, 'Private key of CARILLON_STIR_CERT in PEM.'),
  CARILLON_STIR_CERT_URL: setting(
    url('https:').optional(),
    'an https:// address',
    'Where other operators fetch CARILLON_STIR_CERT.',
  ),
});
export type Settings = z.output<typeof settingsSchema>;
