import { problemsOf } from '@carillon/calendar';
import { parseNumber } from '@carillon/telnum';
import type { FlowDocument, FlowNode, NodeOfKind } from '../document.ts';
import type { KindName } from '../kinds/all-kinds.ts';
import { businessHoursOf } from '../kinds/hours.ts';
import { error, type FlowProblem } from './problems.ts';

type Checks = { [Name in KindName]?: (node: NodeOfKind<Name>, id: string) => FlowProblem[] };

const repeated = (values: readonly string[]): string[] => [
  ...new Set(values.filter((value, index) => values.indexOf(value) !== index)),
];

function hoursProblems({ settings }: NodeOfKind<'hours'>, id: string): FlowProblem[] {
  const all = [null, ...settings.periods.map(({ name }) => name)];
  const wrong = all.flatMap((period) => problemsOf(businessHoursOf(settings, period)));
  const where = [...new Set(wrong.map((problem) => `${problem.kind}:${problem.where}`))];
  return [
    ...where.map((detail) => error('hours_wrong', id, detail)),
    ...repeated(settings.periods.map(({ name }) => name)).map((name) => error('name_twice', id, name)),
  ];
}

function menuProblems({ settings }: NodeOfKind<'menu'>, id: string): FlowProblem[] {
  if (settings.choices.length === 0 && settings.extensions === null) return [error('no_choices', id)];
  return repeated(settings.choices.map(({ key }) => key)).map((key) => error('key_twice', id, key));
}

/** Emergency calls are made by people, from where they are (R-A1-b): a flow never makes one. */
function externalProblems({ settings: { number } }: NodeOfKind<'external'>, id: string): FlowProblem[] {
  const parsed = parseNumber(number, { country: 'FR' });
  if (parsed.kind === 'emergency') return [error('emergency_number', id, number)];
  return parsed.kind === 'e164' ? [] : [error('not_a_number', id, number)];
}

/** Names of this machine or of a private network: the server checks again, after the name was resolved. */
const privateHost =
  /^(localhost|.*\.(localhost|local|internal|home\.arpa))$|^(0|10|127)\.|^169\.254\.|^192\.168\.|^172\.(1[6-9]|2\d|3[01])\.|^\[/;

function decisionProblems({ settings: { url, answers } }: NodeOfKind<'decision'>, id: string): FlowProblem[] {
  const host = URL.canParse(url) ? new URL(url).hostname : '';
  const wrong = host === '' || privateHost.test(host) ? [error('private_address', id, host || url)] : [];
  return [...wrong, ...repeated(answers).map((answer) => error('name_twice', id, answer))];
}

const checks: Checks = {
  hours: hoursProblems,
  menu: menuProblems,
  external: externalProblems,
  decision: decisionProblems,
  caller: ({ settings }, id) =>
    repeated(settings.rules.map(({ name }) => name)).map((each) => error('name_twice', id, each)),
  survey: ({ settings }, id) => repeated(settings.keys).map((key) => error('key_twice', id, key)),
};

const check = (node: FlowNode, id: string): FlowProblem[] =>
  (checks[node.kind] as ((node: FlowNode, id: string) => FlowProblem[]) | undefined)?.(node, id) ?? [];

/** What the settings of single nodes say, beyond what reading the document checked. */
export function settingsProblems({ nodes }: FlowDocument): FlowProblem[] {
  return Object.entries(nodes).flatMap(([id, node]) => check(node, id));
}
