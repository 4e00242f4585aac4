import type { Rule } from '#contract';
import type { CodePlace, RuleTest, Scan } from './scan.ts';

/** `done`: code, and a test where the rule enforces or computes; `untested`: code alone; `unmarked`: tests, but no code says it. */
export type CoverageStatus = 'done' | 'untested' | 'unmarked' | 'planned';

export type RuleCoverage = {
  readonly rule: Rule;
  readonly code: readonly CodePlace[];
  readonly tests: readonly RuleTest[];
  readonly status: CoverageStatus;
};

/** What the software enforces or computes must be proved; a notice or a declaration is seen on the screen. */
function needsTest(rule: Rule): boolean {
  return rule.classes.some((letter) => letter === 'E' || letter === 'C');
}

function statusOf(rule: Rule, code: readonly CodePlace[], tests: readonly RuleTest[]): CoverageStatus {
  if (code.length === 0) return tests.length > 0 ? 'unmarked' : 'planned';
  return tests.length > 0 || !needsTest(rule) ? 'done' : 'untested';
}

/** Each rule with the code and the tests that name it, in the order of the catalogue. */
export function coverageOf(rules: readonly Rule[], scan: Scan): RuleCoverage[] {
  return rules.map((rule) => {
    const code = scan.code.filter(({ ruleId }) => ruleId === rule.id);
    const tests = scan.tests.filter(({ ruleId }) => ruleId === rule.id);
    return { rule, code, tests, status: statusOf(rule, code, tests) };
  });
}

/** `step 5`, or `the step of voice-agents` for what the plan has not numbered yet. */
export function stepName(step: Rule['step']): string {
  return typeof step === 'number' ? `step ${step}` : `the step of ${step}`;
}
