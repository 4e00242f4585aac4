// The one entry of every npm script: set up what is missing, then run the program under the pinned Node.js.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { buildWeb } from './build-web.mjs';
import { runNode } from './child.mjs';
import { SetupError } from './setup/failures.mjs';
import { ensureSetUp, root } from './setup.mjs';

const programs = {
  start: { file: 'server/src/main.ts', before: buildWeb },
  dev: { file: 'tools/dev.ts' },
  // The journeys open the pages as they are built.
  test: { file: 'tools/test.ts', before: buildWeb },
  check: { file: 'tools/check.ts' },
  format: { file: 'tools/format.ts' },
  seed: { file: 'server/src/tools/seed.ts' },
  soak: { file: 'server/test/soak/main.ts' },
  rules: { file: 'server/src/tools/rules.ts' },
  evidence: { file: 'server/src/tools/evidence.ts' },
  sandbox: { file: 'apps/sandbox-carrier/src/cli.ts' },
};

const later = {
  evals: 'The evaluations of the AI features are not built yet: step 7 (AI foundation) brings them.',
};

async function main([name, ...args]) {
  if (later[name]) throw new SetupError(later[name]);
  const program = programs[name];
  if (!program) throw new SetupError(`Usage: node tools/run.mjs ${Object.keys(programs).join('|')} [arguments]`);
  const node = await ensureSetUp();
  if (!existsSync(join(root, program.file))) throw new SetupError(`This checkout has no ${program.file} yet.`);
  await program.before?.(node);
  return runNode(node, [join(root, program.file), ...args]);
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof SetupError)) throw error;
  console.error(`\n${error.message}`);
  process.exitCode = error.exitCode;
}
