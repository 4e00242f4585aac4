// `npm test`: system packages, checks, then every kind of test; the last line counts them all.
//
//   npm test                          everything
//   npm test -- packages/sip          only tests whose path contains this, without the checks
//   npm test -- --only unit,db        only these kinds of tests, without the checks
import { mkdirSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { runChecks } from './checks/run-checks.ts';
import { repositoryRoot } from './repository.ts';
import { resultsFolder, runProject, testProjects } from './testing/run-project.ts';
import { forgetMissingTools, missingToolSentences } from './testing/skipped-suites.ts';
import { ensureSystemPackages } from './testing/system-packages.ts';
import { addTallies, closingLine, emptyTally, type Tally } from './testing/tally.ts';

const { values, positionals } = parseArgs({ options: { only: { type: 'string' } }, allowPositionals: true });
const only = values.only?.split(',');
const isWhole = !only && positionals.length === 0;

async function checks(): Promise<Tally> {
  console.log('=== checks ===');
  const results = await runChecks(repositoryRoot, []);
  const failed = results.filter((result) => result.findings.length > 0).length;
  return { ...emptyTally, passed: results.length - failed, failed };
}

/** In CI nothing may go unrun: a suite without its tool counts as a failure there. */
function missing(): Tally {
  const sentences = missingToolSentences();
  for (const sentence of sentences) console.log(sentence);
  return process.env['CI'] === 'true' ? { ...emptyTally, failed: sentences.length } : emptyTally;
}

async function main(): Promise<Tally> {
  mkdirSync(resultsFolder, { recursive: true });
  forgetMissingTools();
  ensureSystemPackages();
  let tally = isWhole ? await checks() : emptyTally;
  for (const project of testProjects) {
    if (!only || only.includes(project.name)) tally = addTallies(tally, await runProject(project, positionals));
  }
  return addTallies(tally, missing());
}

const total = await main();
console.log(isWhole ? '\nChecks and tests together:' : '');
console.log(closingLine(total));
process.exitCode = total.failed > 0 ? 1 : 0;
