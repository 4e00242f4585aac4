/** The tables in docs/rfc name files and tests; here they are held to what exists. */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';

const folder = join(import.meta.dirname, '../../../../docs/rfc');
const source = join(import.meta.dirname, '..');

type Row = { readonly section: string; readonly applies: string; readonly where: string; readonly proof: string };

const readRows = (file: string): Row[] =>
  readFileSync(join(folder, file), 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('| ') && !/^\| (§|---)/.test(line))
    .map((line) => {
      const cells = line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim());
      expect(cells, line).toHaveLength(5);
      const [section, , applies, where, proof] = cells as [string, string, string, string, string];
      return { section, applies, where, proof };
    });

/** A title of a test; of other files (tables, rules) any text of theirs. */
const holds = (path: string, title: string): boolean => {
  const text = readFileSync(path, 'utf8');
  if (!path.endsWith('.test.ts')) return text.includes(title);
  return ["'", '"', '`'].some((quote) => {
    const at = text.indexOf(`${quote}${title}${quote}`);
    // Names of rows in `test.each` count too.
    return at >= 0 && /(\b(test|it)\(|\)\(|\[)\s*$/.test(text.slice(Math.max(0, at - 200), at));
  });
};

const problemsOf = ({ section, applies, where, proof }: Row): string[] => {
  const problems: string[] = [];
  if (!['yes', 'no', 'part'].includes(applies)) problems.push(`${section}: applies is "${applies}"`);
  if (where === '') problems.push(`${section}: says neither where nor why not`);
  for (const [, file] of where.matchAll(/`([\w./-]+\.ts)`/g)) {
    if (!existsSync(join(source, file!))) problems.push(`${section}: no file ${file}`);
  }
  const named = [...proof.matchAll(/`([\w./-]+\.ts)` "([^"]+)"/g)];
  for (const [, file, title] of named) {
    const path = join(source, file!);
    if (!existsSync(path)) problems.push(`${section}: no file ${file}`);
    else if (!holds(path, title!)) problems.push(`${section}: ${file} has no "${title}"`);
  }
  if (applies === 'yes' && named.length === 0 && proof !== 'no test yet') problems.push(`${section}: no proof`);
  return problems;
};

describe('docs/rfc', () => {
  const files = readdirSync(folder).filter((name) => name.endsWith('.md'));

  test('has the six inventories', () => {
    expect(files).toEqual(expect.arrayContaining(['3261.md', '3262.md', '3264.md', '3515.md', '4028.md', '6665.md']));
  });

  test.each(files)('%s names only files and tests that exist', (file) => {
    const rows = readRows(file);
    expect(rows.length).toBeGreaterThan(9);
    expect(rows.flatMap(problemsOf)).toEqual([]);
  });

  test('a title that does not exist is found out', () => {
    const proof = '`testing/rfc-inventory.test.ts` "no such title"'.replace('such', 'whatever');
    const row = { section: '1', applies: 'yes', where: '`message.ts`, `gone.ts`', proof };
    expect(problemsOf(row)).toEqual([
      '1: no file gone.ts',
      '1: testing/rfc-inventory.test.ts has no "no whatever title"',
    ]);
  });
});
