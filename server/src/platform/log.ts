import { pino, type DestinationStream } from 'pino';

export const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;
export type LogLevel = (typeof logLevels)[number];

export type LogFields = Readonly<Record<string, unknown>>;
type Write = (fields: LogFields, message: string) => void;

/**
 * Structured log: fields first, then a message that never changes (no values inside it). Personal data goes under
 * `pii` only, so that a retention rule can drop it: `log.info({ callId, pii: { number } }, 'call refused')`.
 */
export interface Logger {
  trace: Write;
  debug: Write;
  info: Write;
  warn: Write;
  error: Write;
  fatal: Write;
  child(fields: LogFields): Logger;
}

/** Names that must never reach a log, whatever object is passed. */
const secretPaths = ['password', 'secret', 'token', 'apiKey', 'authorization', 'cookie'];

export type LogSettings = { readonly logLevel: LogLevel; readonly logFile?: string | null };

/** A JSON-lines logger on a file, standard error or `destination`; standard output stays for people. */
export function createLogger(config: LogSettings, destination?: DestinationStream): Logger {
  const redact = secretPaths.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]);
  return pino(
    {
      level: config.logLevel,
      base: null,
      redact: { paths: redact, censor: '[secret]' },
      timestamp: pino.stdTimeFunctions.isoTime,
      serializers: { error: pino.stdSerializers.err },
    },
    destination ?? pino.destination({ dest: config.logFile ?? 2, sync: false, mkdir: true }),
  );
}

/** A logger that drops everything, for tests that do not look at logs. */
export function silentLogger(): Logger {
  return createLogger({ logLevel: 'silent' });
}
