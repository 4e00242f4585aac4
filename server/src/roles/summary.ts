import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { App } from '../app.ts';
import type { Config } from '../config.ts';
import type { DemoFile } from '../demo/demo-file.ts';
import type { RunningDatabase } from '../platform/db/start.ts';
import type { Certificate } from '../platform/tls.ts';

export type SummaryOptions = {
  readonly app: App;
  readonly database: RunningDatabase;
  readonly certificate: Certificate | null;
  readonly config: Config;
  readonly say: (line: string) => void;
};

/** `data/demo.json`, written by the demo data at each start; null when the demo is off. */
async function readDemo(config: Config): Promise<DemoFile | null> {
  if (config.demo === 'off') return null;
  const text = await readFile(join(config.dataDir, 'demo.json'), 'utf8').catch(() => null);
  return text === null ? null : (JSON.parse(text) as DemoFile);
}

function demoLines(demo: DemoFile): string[] {
  const lines = ['', `Operator staff: ${demo.operator.email}  password ${demo.operator.password}`];
  for (const { name, numbers, users } of demo.organizations) {
    lines.push('', `${name}  ${numbers.join('  ')}`);
    for (const user of users) {
      lines.push(
        `  ${user.extension}  ${user.name.padEnd(22)} ${user.email.padEnd(34)} ${user.password}  (${user.role})`,
      );
    }
  }
  return lines;
}

function addressOf({ config, app }: SummaryOptions): string {
  if (config.httpPort !== 0) return config.publicUrl;
  const url = new URL(config.publicUrl);
  url.port = String(app.httpPort);
  return url.origin;
}

/** Ends the start with what people need: the address, who can sign in, the numbers, and how long it took. */
export async function printSummary(options: SummaryOptions): Promise<void> {
  const { config, certificate, say } = options;
  const demo = await readDemo(config);
  const firstLink = demo ? null : await options.app.identity.firstStaffLink();
  const seconds = process.uptime().toFixed(1);
  const lines = ['', `Carillon is ready in ${seconds} s: ${addressOf(options)}`];
  if (certificate?.selfSigned) lines.push('Its certificate is self-signed: browsers ask once whether to trust it.');
  if (demo) lines.push(...demoLines(demo), '', `All of this is in ${join(config.dataDir, 'demo.json')}.`);
  if (firstLink) lines.push('', `Create the first staff account here (works once): ${firstLink}`);
  if (config.logFile) lines.push('', `Log: ${config.logFile}`);
  say(`${lines.join('\n')}\n\nCtrl-C stops it.`);
}
