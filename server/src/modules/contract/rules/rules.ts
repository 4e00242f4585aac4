import { z } from 'zod';
import catalogue from './rules.json' with { type: 'json' };

/** `R-5.2-c` (article and letter), `R-A3.1-j` (annex, paragraph and letter), `R-D-a` (a definition), `G-2` (a reading of all rules). */
export const ruleIdPattern = /^(R-(D|A?\d+(bis|ter|quater|quinq)?(\.\d+)*)(-[a-z])?|G-\d+)$/;

/** What the software does about a rule: enforces it, computes with it, keeps notice and evidence of it, or declares it. */
export const ruleClasses = { E: 'enforced', C: 'computed', N: 'notice', D: 'declared' } as const;

const ruleId = z.string().regex(ruleIdPattern);
const sentence = z.string().trim().min(1);

/** The number of a step of the plan, or the module whose step, later in the plan, implements the rule. */
const step = z.union([z.int().min(1).max(7), z.enum(['voice-agents', 'cadence', 'mobile', 'assistant', 'support'])]);

const ruleSchema = z.strictObject({
  id: ruleId,
  /** The main class first. */
  classes: z.array(z.enum(['E', 'C', 'N', 'D'])).nonempty(),
  step,
  /** Steps in which a part of the rule shows too: its money, its screens. */
  alsoSteps: z.array(step).nonempty().optional(),
  /** The place in the terms. */
  source: sentence,
  title: sentence,
  /** What the software does. */
  text: sentence,
  /** The one sentence that the customer reads. */
  customerText: z.strictObject({ fr: sentence, en: sentence }),
  // oxlint-disable-next-line unicorn/no-thenable -- given and then, as examples are told; nobody awaits a sentence
  example: z.strictObject({ given: sentence, then: sentence }),
  dependsOn: z.array(ruleId).nonempty().optional(),
  contradicts: z.array(ruleId).nonempty().optional(),
  /** The contradictions of the terms that `decision` resolves, K1 to K24 of the catalogue. */
  conflict: z
    .array(z.string().regex(/^K\d+$/))
    .nonempty()
    .optional(),
  /** The reading chosen where the text leaves a choice, with the policy key when there is one. */
  decision: sentence.optional(),
});

export type Rule = z.infer<typeof ruleSchema>;
export type Step = z.infer<typeof step>;

/** Every rule of the operator's terms, sorted by id. */
export const rules: readonly Rule[] = z.array(ruleSchema).parse(catalogue);

const byId: ReadonlyMap<string, Rule> = new Map(rules.map((rule) => [rule.id, rule]));

/** The rule with this id, null when there is none. */
export function findRule(id: string): Rule | null {
  return byId.get(id) ?? null;
}

/** @throws RangeError for an id that the catalogue does not have, which is a bug of the caller */
export function ruleById(id: string): Rule {
  const rule = byId.get(id);
  if (!rule) throw new RangeError(`The terms have no rule ${id}`);
  return rule;
}
