// The checks that run another program: each is shown a breach, so that a wrong option cannot make it blind.
import { describe, expect, test } from 'vitest';
import { deadCodeCheck } from './dead-code.ts';
import { formatCheck } from './format.ts';
import { generatedCheck } from './generated.ts';
import { lintCheck } from './lint.ts';
import { checkPlanted, findingsIn, type Files } from './planted.ts';
import { typesCheck } from './types.ts';
import { wallsCheck } from './walls.ts';

const slow = { timeout: 60_000 };

describe('walls', slow, () => {
  const target: Files = {
    'server/src/modules/billing/index.ts': 'export const face = 1;\n',
    'server/src/modules/billing/store.ts': 'export const rows = 1;\n',
    'server/src/modules/identity/index.ts': 'export const face = 1;\n',
    'server/src/modules/contacts/index.ts': 'export const face = 1;\n',
    'packages/sip/src/index.ts': 'export const sip = 1;\n',
    'packages/sdp/src/index.ts': 'export const sdp = 1;\n',
  };

  const breaches: readonly (readonly [rule: string, path: string, text: string])[] = [
    ['modules-by-their-face', 'server/src/modules/telephony/a.ts', "import { rows } from '../billing/store.ts';"],
    ['module-identity', 'server/src/modules/identity/a.ts', "import { face } from '../billing/index.ts';"],
    ['module-numbers', 'server/src/modules/numbers/a.ts', "import type { face } from '../contacts/index.ts';"],
    ['platform-below-modules', 'server/src/platform/a.ts', "import { face } from '../modules/billing/index.ts';"],
    ['package-sdp', 'packages/sdp/src/a.ts', "import { sip } from '../../sip/src/index.ts';"],
    [
      'packages-know-no-program',
      'packages/sip/src/a.ts',
      "import { face } from '../../../server/src/modules/billing/index.ts';",
    ],
    ['browser-packages-without-node', 'packages/sdp/src/a.ts', "import { readFileSync } from 'node:fs';"],
    ['pure-domain', 'server/src/modules/billing/domain/a.ts', "import { rows } from '../store.ts';"],
    ['pure-domain', 'server/src/modules/billing/domain/a.ts', "import { readFileSync } from 'node:fs';"],
    ['edges-call-actions', 'server/src/modules/billing/routes.ts', "import { rows } from './store.ts';"],
    ['app-web', 'apps/web/src/a.ts', "import { sip } from '../../../packages/sip/src/index.ts';"],
    [
      'call-knows-no-sip',
      'server/src/modules/telephony/call/a.ts',
      "import { sip } from '../../../../../packages/sip/src/index.ts';",
    ],
    ['pg-boss-in-platform', 'server/src/modules/billing/jobs.ts', "import { PgBoss } from 'pg-boss';"],
    ['resolvable', 'server/src/platform/a.ts', "import { nothing } from './nowhere.ts';"],
    ['no-cycles', 'server/src/platform/a.ts', "import './b.ts';"],
  ];

  test.each(breaches)('%s: %s', async (rule, path, text) => {
    const files = { ...target, 'server/src/platform/b.ts': "import './a.ts';\n", [path]: `${text}\n` };
    const found = await findingsIn(wallsCheck, { 'server/src/platform/a.ts': '', ...files });
    expect(found.filter((finding) => finding.startsWith(path) && finding.includes(`(${rule})`))).toHaveLength(1);
  });

  test('what is allowed is not found', async () => {
    const files = {
      'server/src/modules/telephony/a.ts': "import { face } from '../billing/index.ts';\nexport const a = face;\n",
      'packages/sip/src/a.ts': "import { sdp } from '../../sdp/src/index.ts';\nexport const a = sdp;\n",
      'server/src/modules/billing/domain/a.ts': "import { b } from './b.ts';\nexport const a = b;\n",
      'server/src/modules/billing/domain/b.ts': 'export const b = 1;\n',
    };
    expect(await findingsIn(wallsCheck, { ...target, ...files })).toEqual([]);
  });

  test('a source that was not cruised is below the floor', async () => {
    const exclusion = "module.exports = { forbidden: [], options: { parser: 'swc', exclude: { path: 'billing' } } };";
    const { findings } = await checkPlanted(wallsCheck, { ...target, '.dependency-cruiser.cjs': exclusion });
    expect(findings.map(({ where }) => where)).toContain('server/src/modules/billing/store.ts');
  });
});

test('types: a wrong assignment', slow, async () => {
  const found = await findingsIn(typesCheck, { 'server/src/a.ts': "export const port: number = '1';\n" });
  expect(found).toEqual([expect.stringContaining('server/src/a.ts:1: error TS2322')]);
  expect(await findingsIn(typesCheck, { 'server/src/a.ts': 'export const port: number = 1;\n' })).toEqual([]);
});

test.each([
  ['no-floating-promises', 'export async function act() {}\nact();\n'],
  ['no-misused-promises', 'export const run = (list: string[]) => list.forEach(async () => {});\n'],
  ['no-explicit-any', 'export const all: any = 1;\n'],
  ['consistent-type-imports', "import { Socket } from 'node:net';\nexport type Own = Socket;\n"],
  ['no-process-env', 'export const port = process.env.PORT;\n'],
  ['no-default-export', 'export default 1;\n'],
])('lint: %s', slow, async (rule, text) => {
  const found = await findingsIn(lintCheck, { 'server/src/a.ts': text });
  expect(found.filter((finding) => finding.includes(`(${rule})`))).toHaveLength(1);
});

test('format: double quotes', slow, async () => {
  const found = await findingsIn(formatCheck, { 'server/src/a.ts': 'export const a = "1"\n' });
  expect(found).toContain('server/src/a.ts: is not formatted: run "npm run format"');
});

test('dead code: a file that nothing imports', slow, async () => {
  const files = {
    'package.json': '{ "name": "planted", "private": true, "type": "module", "workspaces": ["server"] }',
    'server/package.json': '{ "name": "server", "type": "module" }',
    'server/src/main.ts': "import { used } from './used.ts';\nconsole.log(used);\n",
    'server/src/used.ts': 'export const used = 1;\nexport const alone = 2;\n',
    'server/src/unused.ts': 'export const unused = 1;\n',
  };
  const found = await findingsIn(deadCodeCheck, files);
  expect(found.join('\n')).toMatch(/unused\.ts is used by nothing/);
  expect(found.join('\n')).toMatch(/alone is exported but used by nothing/);
});

test('generated: a generator that reports a difference', slow, async () => {
  const failing = "console.log('docs/errors.md differs');\nprocess.exit(1);\n";
  const found = await findingsIn(generatedCheck, { 'server/src/tools/generate-docs.ts': failing });
  expect(found.join('\n')).toContain('docs/errors.md differs');
});

test('generated: every generator is asked, and one that is content adds nothing', slow, async () => {
  const found = await findingsIn(generatedCheck, {
    'server/src/tools/generate-docs.ts': "console.log('fresh');\n",
    'server/src/tools/rules.ts': "console.log('docs/rules.md is stale');\nprocess.exit(1);\n",
  });
  expect(found).toHaveLength(1);
  expect(found.join('\n')).toContain('docs/rules.md is stale');
});
