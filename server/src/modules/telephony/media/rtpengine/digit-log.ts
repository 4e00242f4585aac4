import { createSocket } from 'node:dgram';
import type { Socket } from 'node:dgram';
import { z } from 'zod';
import type { Logger } from '#platform/log';
import type { EngineAddress } from './ng-client.ts';

/** One line of what rtpengine writes to `--dtmf-log-dest`: a digit that ended. */
const line = z.object({
  callid: z.string(),
  source_tag: z.string(),
  event: z.number().int().min(0).max(15),
  /** Milliseconds. */
  duration: z.number().min(0).max(60_000),
});

export type LoggedDigit = { callId: string; tag: string; digit: string; durationMs: number };

const digitNames = '0123456789*#ABCD';

/** Null for everything that is no digit. */
export function readDigitLine(bytes: Buffer): LoggedDigit | null {
  try {
    const { callid, source_tag, event, duration } = line.parse(JSON.parse(bytes.toString('utf8')));
    return { callId: callid, tag: source_tag, digit: digitNames[event]!, durationMs: Math.round(duration) };
  } catch {
    return null;
  }
}

export type DigitLogOptions = {
  readonly listen: EngineAddress;
  /** IP addresses of the engines: nobody else is believed. */
  readonly engines: readonly string[];
  readonly log: Logger;
  readonly onDigit: (digit: LoggedDigit) => void;
};

/** Hears the digits that pass through the engines without passing us. */
export class DigitLog {
  readonly #socket: Socket;
  readonly #opened: Promise<void>;

  constructor({ listen, engines, log, onDigit }: DigitLogOptions) {
    this.#socket = createSocket(listen.host.includes(':') ? 'udp6' : 'udp4');
    this.#socket.on('message', (bytes, from) => {
      const digit = engines.includes(from.address) ? readDigitLine(bytes) : null;
      if (digit) onDigit(digit);
    });
    this.#opened = new Promise((resolve) => {
      this.#socket.once('error', (error) => {
        log.error({ error, ...listen }, 'the digit log of rtpengine can not be received');
        resolve();
      });
      this.#socket.bind(listen.port, listen.host, resolve);
    });
  }

  async close(): Promise<void> {
    await this.#opened;
    await new Promise<void>((resolve) => this.#socket.close(() => resolve()));
  }
}
