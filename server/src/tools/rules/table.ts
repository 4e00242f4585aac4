import { stepName, type RuleCoverage } from './coverage.ts';

const place = ({ path, line }: { readonly path: string; readonly line: number }) => `${path}:${line}`;

function row({ rule, code, tests, status }: RuleCoverage): string {
  const step = typeof rule.step === 'number' ? String(rule.step) : rule.step;
  const state = status === 'planned' ? stepName(rule.step) : status;
  const columns = [rule.id.padEnd(13), rule.classes.join('/').padEnd(5), step.padEnd(13), state.padEnd(24)];
  const counts = `${code.length} code ${tests.length} tests`.padEnd(18);
  return `${columns.join('')}${counts}${rule.title}`;
}

/** One line for each rule, then the places of those that have some. */
export function rulesTable(coverage: readonly RuleCoverage[]): string {
  const header = `${'rule'.padEnd(13)}${'class'.padEnd(6)}${'step'.padEnd(12)}${'status'.padEnd(24)}`;
  const lines = coverage.flatMap((item) => [
    row(item),
    ...item.code.map((found) => `             code  ${place(found)}${found.symbol ? ` ${found.symbol}` : ''}`),
    ...item.tests.map((found) => `             test  ${place(found)} ${found.title}`),
  ]);
  return [header, ...lines].join('\n');
}

/** Everything about one rule, for a person who asks for it by id. */
export function ruleDetails(item: RuleCoverage): string {
  const { rule } = item;
  const optional = [
    rule.decision && `reading    ${rule.decision}`,
    rule.dependsOn && `depends on ${rule.dependsOn.join(', ')}`,
    rule.contradicts && `against    ${rule.contradicts.join(', ')}`,
  ].filter((text) => typeof text === 'string');
  return [
    rulesTable([item]),
    '',
    `source     ${rule.source}`,
    `does       ${rule.text}`,
    `fr         ${rule.customerText.fr}`,
    `en         ${rule.customerText.en}`,
    `example    ${rule.example.given} → ${rule.example.then}`,
    ...optional,
  ].join('\n');
}
