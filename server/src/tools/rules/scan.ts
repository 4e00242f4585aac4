/** A source file as the scan reads it; `path` is relative to the checkout, with forward slashes. */
export type SourceText = { readonly path: string; readonly text: string };

/** A piece of code whose doc comment says `@rule R-…`. */
export type CodePlace = {
  readonly ruleId: string;
  readonly path: string;
  readonly line: number;
  /** The declaration that the comment belongs to; null when none follows. */
  readonly symbol: string | null;
};

/** A `describe`, `it` or `test` whose title starts with the id. */
export type RuleTest = {
  readonly ruleId: string;
  readonly path: string;
  readonly line: number;
  readonly title: string;
};

/** An id in code or in a test that the catalogue does not have. */
export type UnknownId = { readonly id: string; readonly path: string; readonly line: number };

export type Scan = {
  readonly code: readonly CodePlace[];
  readonly tests: readonly RuleTest[];
  readonly unknown: readonly UnknownId[];
};

/** What may be an id, well formed or not. */
const mention = /(?<![\w-])R-(?:A\d|D-|\d)[\w.]*(?:-\w+)?/g;
const tag = /@rule\s+((?:R|G)-[\w.-]*\w(?:\s*,\s*(?:R|G)-[\w.-]*\w)*)/g;
const declaration = /^\s*(?:export\s+)?(?:async\s+)?(?:function\*?|const|let|class|interface|type)\s+(\w+)/m;
/** A test called by name, or the second call of `it.each(…)(…)`; skipped ones and those to be written are no tests. */
const test = /(?:\b(?:describe|it|test)((?:\.\w+)*)|\))\s*\(\s*(['"`])((?:R|G)-(?:(?!\2)[^\n])*)\2/g;
const leadingId = /^(?:R|G)-[\w.-]*\w/;

const isTest = (path: string) => /\.(test|e2e)\.tsx?$/.test(path);

function lineAt(text: string, index: number): number {
  return text.slice(0, index).split('\n').length;
}

function isCommentedOut(text: string, index: number): boolean {
  return /^\s*(\/\/|\*|\/\*)/.test(text.slice(text.lastIndexOf('\n', index) + 1, index + 1));
}

/** `R-1.4-b, R-1.4-c and G-3: renewals` → its three ids. */
function leadingIds(title: string): string[] {
  const [id] = leadingId.exec(title) ?? [];
  if (!id) return [];
  const rest = title.slice(id.length).replace(/^\s*(,|and|\+)\s*/, '');
  return [id, ...leadingIds(rest)];
}

function codePlaces({ path, text }: SourceText): CodePlace[] {
  return [...text.matchAll(tag)].flatMap((match) => {
    const symbol = declaration.exec(text.slice(match.index + match[0].length))?.[1] ?? null;
    const ids = (match[1] ?? '').split(',').map((id) => id.trim());
    return ids.map((ruleId) => ({ ruleId, path, line: lineAt(text, match.index), symbol }));
  });
}

function ruleTests({ path, text }: SourceText): RuleTest[] {
  return [...text.matchAll(test)].flatMap((match) => {
    const [, modifiers = '', , title = ''] = match;
    if (/\.(skip|todo)\b/.test(modifiers) || isCommentedOut(text, match.index)) return [];
    return leadingIds(title).map((ruleId) => ({ ruleId, path, line: lineAt(text, match.index), title }));
  });
}

/** An article (`R-13.3`) may be spoken of as a whole; what has a letter must be a rule. */
function isKnown(id: string, ids: ReadonlySet<string>): boolean {
  return ids.has(id) || [...ids].some((known) => known.startsWith(`${id}-`) || known.startsWith(`${id}.`));
}

function unknownIds({ path, text }: SourceText, ids: ReadonlySet<string>): UnknownId[] {
  return [...text.matchAll(mention)]
    .map((match) => ({ id: match[0].replace(/\.+$/, ''), path, line: lineAt(text, match.index) }))
    .filter(({ id }) => !isKnown(id, ids));
}

/** What the sources say of the rules: the code that implements each, the tests titled with it, ids that do not exist. */
export function scanSources(sources: readonly SourceText[], knownIds: Iterable<string>): Scan {
  const ids = new Set(knownIds);
  const tests = sources.filter(({ path }) => isTest(path));
  const code = sources.filter(({ path }) => !isTest(path));
  return {
    code: code.flatMap(codePlaces),
    tests: tests.flatMap(ruleTests),
    unknown: sources.flatMap((source) => unknownIds(source, ids)),
  };
}
