import { writeFileSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startSipp, type Sipp } from '@carillon/sip/testing';
import type { Account, Place } from './telephone.ts';

export type SippOptions = {
  readonly scenario: string;
  readonly account: Account;
  /** Extension or number to call. */
  readonly dialled?: string;
  readonly calls?: number;
  /** Begun in a second, default 10; and at the same time, default 1. */
  readonly perSecond?: number;
  readonly parallel?: number;
  /** Where SIPp sends to: the server, or a relay before it. */
  readonly port: number;
  /** Where it is reached; default: its own port. */
  readonly contactPort?: number;
  readonly localPort: number;
  readonly echo?: boolean;
  /** Default UDP. */
  readonly transport?: 'tcp';
  /** Part of the network is bad: do not give up on messages that come out of turn. */
  readonly patient?: boolean;
};

const folder = mkdtempSync(join(tmpdir(), 'carillon-sipp-scenarios-'));
let written = 0;

export function runSipp(sip: Place, options: SippOptions): Sipp {
  const { account, localPort, dialled = 'nobody', calls = 1, perSecond = 10, parallel = 1 } = options;
  const file = join(folder, `${(written += 1)}.xml`);
  const keys = {
    user: account.sip.username,
    password: account.sip.password,
    domain: sip.domain,
    contactport: String(options.contactPort ?? localPort),
    dialled,
  };
  writeFileSync(file, fill(options.scenario, keys));
  return startSipp([
    ...['-sf', file, '-i', '127.0.0.1', '-p', `${localPort}`, '-mp', `${localPort + 4}`],
    ...['-m', `${calls}`, '-l', `${parallel}`, '-r', `${perSecond}`, '-timeout', '60s', '-timeout_error'],
    ...(options.echo === true ? ['-rtp_echo'] : []),
    ...(options.transport === 'tcp' ? ['-t', 't1'] : []),
    ...(options.patient === true ? ['-default_behaviors', 'all,-abortunexp,-bye'] : []),
    `${sip.host}:${options.port}`,
  ]);
}

/** SIPp's own `-key` does not reach into `[authentication …]`. */
const fill = (scenario: string, keys: Readonly<Record<string, string>>): string =>
  Object.entries(keys).reduce((text, [key, value]) => text.replaceAll(`[${key}]`, value), scenario);

/** Throws with what SIPp says unless every call went by its scenario. */
export async function succeeded(sipp: Sipp): Promise<void> {
  const run = await sipp.done;
  if (run.status !== 0) throw new Error(`SIPp ended with ${run.status}:\n${run.output}`);
}
