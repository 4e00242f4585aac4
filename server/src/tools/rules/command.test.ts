import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { rules } from '#contract';
import { rulesCommand } from './command.ts';

// Ids are variables here: written out in the planted texts, they would count as code and tests of the real rules.
const disputes = ['R', '4.4', 'a'].join('-');
const survival = ['R', '13.2', 'a'].join('-');
const noRule = ['R', '4.4', 'z'].join('-');

const implemented = `/** Until when. @rule ${disputes} */\nexport function lastDay() {}\n`;
const tested = `it('${disputes}: until 24:00', () => {});\n`;

let root: string;

function plant(files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
}

const run = (...args: string[]) => rulesCommand(root, args);
const page = () => readFileSync(join(root, 'docs/rules.md'), 'utf8');
const sectionOf = (id: string) =>
  page()
    .split('\n### ')
    .find((part) => part.startsWith(`${id} `)) ?? '';

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'carillon-rules-'));
  mkdirSync(join(root, 'docs'));
});
afterEach(() => rmSync(root, { recursive: true }));

describe('the table', () => {
  it('has every rule, with its code and tests', () => {
    plant({ 'server/src/a.ts': implemented, 'packages/b/src/b.test.ts': tested });
    const { exitCode, output } = run();
    expect(exitCode).toBe(0);
    for (const { id } of rules) expect(output).toContain(`\n${id} `);
    expect(output).toContain('code  server/src/a.ts:1 lastDay');
    expect(output).toContain(`test  packages/b/src/b.test.ts:1 ${disputes}: until 24:00`);
    expect(output).toContain(`${rules.length} rules, ${rules.length - 1} without code or the test they need`);
  });

  it('does not read what is not ours', () => {
    plant({ 'server/node_modules/x/a.ts': implemented, 'apps/web/dist/a.ts': implemented });
    expect(run('--id', disputes).output).toContain('0 code 0 tests');
  });

  it('of one step has only its rules', () => {
    const { output } = run('--step', '5');
    expect(output).toContain(`\n${disputes} `);
    expect(output).not.toContain(`\n${survival} `);
    expect(run('--step', 'support').output).toContain('\nR-A5.2-a ');
  });

  it('of what is missing fails while something is, and says which step will do it', () => {
    const rulesOfStep2 = rules.filter(({ step }) => step === 2).map(({ id }) => id);
    const before = run('--missing', '--step', '2');
    expect(before).toMatchObject({ exitCode: 1 });
    expect(before.output).toContain('step 2');
    const marked = rulesOfStep2.map((id) => `/** @rule ${id} */\nconst a${id.length} = 1;\n`).join('');
    const titles = rulesOfStep2.map((id) => `it('${id}: works', () => {});\n`).join('');
    plant({ 'server/src/a.ts': marked });
    expect(run('--missing', '--step', '2').output).toContain('untested');
    plant({ 'server/src/a.test.ts': titles });
    expect(run('--missing', '--step', '2')).toMatchObject({ exitCode: 0 });
  });

  it('of one rule has its text and example', () => {
    const { exitCode, output } = run('--id', disputes);
    expect(exitCode).toBe(0);
    expect(output).toContain('15 May 2026 24:00');
    expect(output).not.toContain(`\n${survival} `);
  });

  it.each([[['--id', 'R-x']], [['--step', '99']], [['--everything']], [['stray']]])('refuses %j', (args) => {
    const { exitCode, output } = run(...args);
    expect(exitCode).toBe(2);
    expect(output).toContain('Usage: npm run rules');
  });
});

describe('docs/rules.md', () => {
  it('says what is done, and which step does the rest', () => {
    plant({ 'server/src/a.ts': implemented, 'server/src/a.test.ts': tested });
    run();
    expect(sectionOf(disputes)).toContain('**enforced · in force · step 5**');
    expect(sectionOf(disputes)).toContain('[lastDay](../server/src/a.ts)');
    expect(sectionOf(disputes)).toContain('until 24:00](../server/src/a.test.ts)');
    expect(sectionOf(disputes)).toContain('`dispute.days` = 30');
    expect(sectionOf(survival)).toContain('**declared · planned · step 4**');
  });

  it('says that a rule has no test, or no place that does it; what is declared needs no test', () => {
    plant({ 'server/src/a.ts': `${implemented}/** @rule ${survival} */\nconst list = 1;\n` });
    run();
    expect(sectionOf(disputes)).toContain('without a test');
    expect(sectionOf(survival)).toContain('**declared · in force · step 4**');
    plant({ 'server/src/a.ts': '', 'server/src/a.test.ts': tested });
    run();
    expect(sectionOf(disputes)).toContain('no code says');
  });

  it('is written by the whole table only', () => {
    run('--step', '4');
    expect(run('--check').exitCode).toBe(1);
    run();
    expect(run('--check')).toMatchObject({ exitCode: 0 });
  });

  it('is stale when a test or a place comes or goes, not when lines move', () => {
    plant({ 'server/src/a.ts': implemented });
    run();
    plant({ 'server/src/a.ts': `// One more line.\n${implemented}` });
    expect(run('--check').exitCode).toBe(0);
    plant({ 'server/src/a.test.ts': tested });
    expect(run('--check')).toEqual({ exitCode: 1, output: 'docs/rules.md is stale: run "npm run rules"' });
  });
});

describe('an id that is no rule', () => {
  it('fails every form of the command, with its place', () => {
    plant({ 'server/src/a.ts': `/** @rule ${noRule} */\nconst a = 1;\n` });
    for (const args of [[], ['--check'], ['--id', disputes], ['--step', '4']]) {
      expect(run(...args)).toMatchObject({ exitCode: 1 });
      expect(run(...args).output).toContain(`server/src/a.ts:1 names ${noRule}`);
    }
  });
});
