// Every check is shown a breach and must find it, and the mended text and must be silent.
import { describe, expect, test } from 'vitest';
import { dependenciesCheck } from './dependencies.ts';
import { asWords, glossaryCheck } from './glossary.ts';
import { migrationsCheck } from './migrations.ts';
import { namesCheck } from './names.ts';
import { findingsIn } from './planted.ts';
import { purityCheck } from './purity.ts';
import { sizesCheck } from './sizes.ts';

const lines = (count: number, line: string) => `${Array.from({ length: count }, () => line).join('\n')}\n`;

describe('sizes', () => {
  test('a file above 400 lines fails, a test file of the same length does not', async () => {
    const text = lines(401, '// line');
    expect(await findingsIn(sizesCheck, { 'server/src/long.ts': text })).toEqual([
      'server/src/long.ts: has 401 lines (fails above 400)',
    ]);
    expect(await findingsIn(sizesCheck, { 'server/src/long.test.ts': text })).toEqual([]);
  });

  test('a function above 80 lines fails', async () => {
    const body = lines(80, '  void 0;');
    const found = await findingsIn(sizesCheck, { 'server/src/a.ts': `export function act() {\n${body}}\n` });
    expect(found).toEqual(['server/src/a.ts:1: act has 82 lines (fails above 80)']);
  });

  test('five parameters fail, four do not', async () => {
    const five = 'export const act = (a: 1, b: 1, c: 1, d: 1, e: 1) => [a, b, c, d, e];\n';
    const four = 'export const act = (a: 1, b: 1, c: 1, d: 1) => [a, b, c, d];\n';
    expect(await findingsIn(sizesCheck, { 'server/src/a.ts': five })).toHaveLength(1);
    expect(await findingsIn(sizesCheck, { 'server/src/a.ts': four })).toEqual([]);
  });

  test('an exception for a file that is gone is found', async () => {
    const found = await findingsIn(sizesCheck, {
      'tools/exceptions.json': '{ "sizes": { "server/src/gone.ts": "x" } }',
    });
    expect(found).toEqual(['tools/exceptions.json: names server/src/gone.ts, which does not exist']);
  });
});

describe('glossary', () => {
  test.each([
    ['server/src/modules/identity/a.ts', 'export const tenantId = 1;'],
    ['server/src/modules/identity/a.ts', 'export type Row = { workspace_id: string };'],
    ['server/src/modules/telephony/call/a.ts', 'export class CallSession {}'],
    ['server/src/migrations/0001-identity-a.ts', "db.schema.createTable('cdr');"],
    ['packages/api/src/a.ts', 'export function read(customers: string[]) { return customers; }'],
  ])('%s: %s', async (path, text) => {
    expect(await findingsIn(glossaryCheck, { [path]: text })).toHaveLength(1);
  });

  test('a word is free where it has its own meaning, and inside other words', async () => {
    const files = {
      'packages/sip/src/a.ts': 'export type Session = { id: string };',
      'server/src/modules/identity/a.ts': 'export const botany = 1; export type Session = { id: string };',
    };
    expect(await findingsIn(glossaryCheck, files)).toEqual([]);
  });

  test('names are cut into words', () => {
    expect(asWords('callLogId')).toBe('-call-log-id-');
    expect(asWords('CALL_LOG')).toBe('-call-log-');
    expect(asWords('SIPSession')).toBe('-sip-session-');
  });
});

test('names: camelCase files and barrels are found', async () => {
  const files = { 'server/src/callState.ts': '', 'server/src/platform/index.ts': '', 'packages/sip/src/index.ts': '' };
  const found = await findingsIn(namesCheck, files);
  expect(found).toHaveLength(2);
  expect(found[0]).toContain('callState.ts');
  expect(found[1]).toContain('platform/index.ts: is a barrel');
});

describe('purity', () => {
  test.each([
    ['server/src/platform/a.ts', "export const port = process.env['PORT'];"],
    ['packages/sip/src/a.ts', "import { env } from 'node:process'; export const port = env['PORT'];"],
    ['server/src/modules/billing/domain/a.ts', 'export const now = () => Date.now();'],
    ['server/src/modules/billing/domain/a.ts', 'export const now = () => new Date();'],
    ['server/src/modules/billing/domain/a.ts', 'export const now = () => Temporal.Now.instant();'],
    ['server/src/modules/billing/domain/a.ts', 'export const dice = () => Math.random();'],
    ['server/src/modules/billing/domain/a.ts', 'export const later = () => setTimeout(() => {}, 1);'],
  ])('%s: %s', async (path, text) => {
    expect(await findingsIn(purityCheck, { [path]: text })).toHaveLength(1);
  });

  test('config.ts reads the environment; the domain computes with dates it is given', async () => {
    const files = {
      'server/src/config.ts': "export const port = process.env['PORT'];",
      'server/src/modules/billing/domain/a.ts': 'export const same = (at: number) => new Date(at);',
    };
    expect(await findingsIn(purityCheck, files)).toEqual([]);
  });
});

test('migrations: two with one number, and one without an owner', async () => {
  const files = {
    'server/src/migrations/0001-identity-users.ts': '',
    'server/src/migrations/0001-numbers-list.ts': '',
    'server/src/migrations/0002-things.ts': '',
  };
  const found = await findingsIn(migrationsCheck, files);
  expect(found).toHaveLength(2);
  expect(found[0]).toContain('0001-numbers-list.ts: has the number of 0001-identity-users.ts');
});

describe('dependencies', () => {
  const manifest = (dependencies: object) => JSON.stringify({ name: 'x', dependencies });

  test('an import that package.json does not list', async () => {
    const files = { 'packages/api/package.json': manifest({}), 'packages/api/src/a.ts': "import { z } from 'zod';" };
    expect(await findingsIn(dependenciesCheck, files)).toHaveLength(1);
    const mended = { ...files, 'packages/api/package.json': manifest({ zod: '4.6.7' }) };
    expect(await findingsIn(dependenciesCheck, mended)).toEqual([]);
  });

  test('a version range, and a dependency of a package that has none', async () => {
    expect(
      await findingsIn(dependenciesCheck, { 'packages/api/package.json': manifest({ zod: '^4.6.7' }) }),
    ).toHaveLength(1);
    expect(
      await findingsIn(dependenciesCheck, { 'packages/sip/package.json': manifest({ zod: '4.6.7' }) }),
    ).toHaveLength(1);
  });
});
