import { describe, expect, it } from 'vitest';
import { scanSources } from './scan.ts';

// Ids are variables here: written out in the planted texts, they would count as code and tests of the real rules.
const disputes = ['R', '4.4', 'a'].join('-');
const payment = ['R', '4.4', 'b'].join('-');
const reading = ['G', '2'].join('-');
const noRule = ['R', '4.4', 'z'].join('-');
const known = [disputes, payment, reading];

const inCode = (text: string) => scanSources([{ path: 'server/src/x.ts', text }], known);
const inTest = (text: string) => scanSources([{ path: 'server/src/x.test.ts', text }], known);
const idsOf = (found: readonly { ruleId: string }[]) => found.map(({ ruleId }) => ruleId);

describe('code that implements a rule', () => {
  it('is what the doc comment with the tag belongs to', () => {
    const text = `const a = 1;\n\n/**\n * Until when.\n * @rule ${disputes}\n */\nexport async function lastDay() {}\n`;
    expect(inCode(text).code).toEqual([{ ruleId: disputes, path: 'server/src/x.ts', line: 5, symbol: 'lastDay' }]);
  });

  it('can implement several rules, in one line, and end with a full stop', () => {
    const { code } = inCode(`/** Says when. @rule ${disputes}, ${reading}. */\nconst lastDay = 1;`);
    expect(code).toMatchObject([
      { ruleId: disputes, symbol: 'lastDay' },
      { ruleId: reading, symbol: 'lastDay' },
    ]);
  });

  it('is not what only mentions it, nor a test', () => {
    expect(inCode(`/** See ${disputes}. */\nconst lastDay = 1;`).code).toEqual([]);
    expect(inTest(`/** @rule ${disputes} */\nconst lastDay = 1;`).code).toEqual([]);
  });

  it('has no symbol when nothing is declared after it', () => {
    expect(inCode(`// @rule ${disputes}`).code).toMatchObject([{ ruleId: disputes, symbol: null }]);
  });
});

describe('tests of a rule', () => {
  it.each([
    ['describe', (id: string) => `describe('${id}: disputes', () => {});`],
    ['it', (id: string) => `it("${id} until 24:00", () => {});`],
    ['test.only', (id: string) => `test.only(\`${id}\`, () => {});`],
    ['a title on its own line', (id: string) => `it(\n  '${id}: until 24:00',\n  () => {},\n);`],
    ['a table', (id: string) => `it.each([\n  ['a', 'b'],\n])('${id}: %s', () => {});`],
    ['a quote in the title', (id: string) => `it('${id}: the "last" day', () => {});`],
  ])('found in %s', (_name, text) => {
    expect(idsOf(inTest(text(disputes)).tests)).toEqual([disputes]);
  });

  it('name several rules before the text', () => {
    const text = `it('${disputes}, ${payment} and ${reading}: together', () => {});`;
    expect(idsOf(inTest(text).tests)).toEqual([disputes, payment, reading]);
  });

  it.each([
    ['skipped', (id: string) => `it.skip('${id}: later', () => {});`],
    ['to be written', (id: string) => `it.todo('${id}: later');`],
    ['in a comment', (id: string) => `  // it('${id}: gone', () => {});`],
    ['in the middle of the title', (id: string) => `it('is ${id}', () => {});`],
    ['a string of something else', (id: string) => `expect(find('${id}')).toBe(1);`],
  ])('are not those %s', (_name, text) => {
    expect(inTest(text(disputes)).tests).toEqual([]);
  });

  it('are in test files only', () => {
    expect(inCode(`it('${disputes}: no', () => {});`).tests).toEqual([]);
  });
});

describe('ids that are no rule', () => {
  it('are found in comments, in code and in titles, with their place', () => {
    expect(inCode(`\n/** @rule ${noRule} */`).unknown).toEqual([{ id: noRule, path: 'server/src/x.ts', line: 2 }]);
    expect(inCode(`const ruleId = '${disputes}x';`).unknown).toMatchObject([{ id: `${disputes}x` }]);
    expect(inTest(`it('${noRule}: odd', () => {});`).unknown).toMatchObject([{ id: noRule }]);
  });

  it('are neither articles, rules at the end of a sentence, nor other words', () => {
    const article = ['R', '4'].join('-');
    const text = `// ${disputes}. ${article}.4 and ${article} speak of ${payment}/c, FR-57, PR-4.4, R-Alsace`;
    expect(inCode(text).unknown).toEqual([]);
  });
});
