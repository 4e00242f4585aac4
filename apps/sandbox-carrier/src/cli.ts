import { readSandboxConfig } from './config.ts';
import { readOrder } from './order.ts';

const usage = `Usage:
  npm run sandbox                                  run the sandbox carrier by itself
  npm run sandbox -- call +33199001234 [options]   let the running carrier call one of your numbers
      --from +33639980000 | anonymous   caller ID
      --sound tone | echo | music       what you hear
      --seconds 30                      hang up after
      --digits 123#                     press these after the answer
`;

/** Talks to the carrier that `npm start` runs; without a command, runs one. */
async function main(words: readonly string[]): Promise<number> {
  const [command, to, ...rest] = words;
  if (command === undefined) {
    await import('./main.ts');
    return 0;
  }
  if (command !== 'call' || to === undefined) return fail(usage);
  const read = readOrder({ to, ...optionsOf(rest) });
  if (read.kind === 'invalid') return fail(`${read.message}\n\n${usage}`);
  return order({ to, ...optionsOf(rest) });
}

async function order(fields: Record<string, string>): Promise<number> {
  const { host, controlPort } = readSandboxConfig();
  const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(fields) };
  const response = await fetch(`http://${host}:${controlPort}/calls`, init).catch(() => null);
  if (!response)
    return fail(
      `No sandbox carrier answers on port ${controlPort}: start Carillon with npm start (demo data), or npm run sandbox.\n`,
    );
  process.stdout.write(`${await response.text()}\n`);
  return response.ok ? 0 : 1;
}

function optionsOf(words: readonly string[]): Record<string, string> {
  const options: Record<string, string> = {};
  for (let i = 0; i + 1 < words.length; i += 2) options[(words[i] ?? '').replace(/^--/, '')] = words[i + 1] ?? '';
  return options;
}

function fail(message: string): number {
  process.stderr.write(message);
  return 2;
}

const code = await main(process.argv.slice(2));
if (code !== 0) process.exitCode = code;
