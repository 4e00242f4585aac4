// `npm run evidence -- evidence.json [--sent sent.pdf] [--signed signed.pdf]`: whether the evidence of an order form and
// its documents are what was written. Needs no database: anyone who holds the files can run it.
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { evidenceFileSchema, verifyEvidence } from '#contract';

const usage = 'Usage: npm run evidence -- evidence.json [--sent sent.pdf] [--signed signed.pdf]';

type Outcome = { readonly exitCode: 0 | 1 | 2; readonly output: string };

/** 0: intact; 1: something was changed; 2: the files could not be read. */
export function evidenceCommand(args: readonly string[]): Outcome {
  try {
    const options = { sent: { type: 'string' }, signed: { type: 'string' } } as const;
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
    const [path] = positionals;
    if (path === undefined || positionals.length > 1) return { exitCode: 2, output: usage };
    const file = evidenceFileSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
    const verdict = verifyEvidence(file, {
      ...(values.sent === undefined ? {} : { document: readFileSync(values.sent) }),
      ...(values.signed === undefined ? {} : { signed: readFileSync(values.signed) }),
    });
    if (verdict.kind === 'broken') return { exitCode: 1, output: `CHANGED: ${verdict.reason}` };
    return { exitCode: 0, output: `Intact: ${file.number}, ${file.entries.length} entries, ${verdict.head}` };
  } catch (error) {
    return { exitCode: 2, output: `${error instanceof Error ? error.message : String(error)}\n${usage}` };
  }
}

if (import.meta.main) {
  const { exitCode, output } = evidenceCommand(process.argv.slice(2));
  console.log(output);
  process.exitCode = exitCode;
}
