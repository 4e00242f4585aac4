import { z } from 'zod';
import type { Caller } from '../run/world.ts';
import { name } from '../sound.ts';
import { defineKind, leave, required } from './kind.ts';

const condition = z.discriminatedUnion('kind', [
  /** E.164 numbers, or the beginnings of numbers. */
  z.object({
    kind: z.literal('number'),
    prefixes: z
      .array(z.string().regex(/^\+[1-9]\d{0,14}$/))
      .min(1)
      .max(500),
  }),
  /** ISO 3166-1 alpha-2. */
  z.object({
    kind: z.literal('country'),
    countries: z
      .array(z.string().regex(/^[A-Z]{2}$/))
      .min(1)
      .max(250),
  }),
  /** `tag` null: any contact. */
  z.object({ kind: z.literal('contact'), tag: z.string().max(60).nullable() }),
  z.object({ kind: z.literal('unknown_number') }),
  z.object({ kind: z.literal('withheld') }),
  z.object({ kind: z.literal('list'), listId: z.uuid() }),
]);

type Condition = z.infer<typeof condition>;

/** The first rule that fits decides. */
const settings = z.object({ rules: z.array(z.object({ name, condition })).min(1).max(20) });

const holds: { [K in Condition['kind']]: (rule: Extract<Condition, { kind: K }>, caller: Caller) => boolean } = {
  number: ({ prefixes }, { number }) => number !== null && prefixes.some((prefix) => number.startsWith(prefix)),
  country: ({ countries }, { country }) => country !== null && countries.includes(country),
  contact: ({ tag }, { contact }) => contact !== null && (tag === null || contact.tags.includes(tag)),
  unknown_number: (_rule, { number, contact }) => number !== null && contact === null,
  withheld: (_rule, { number }) => number === null,
  list: ({ listId }, { listIds }) => listIds.includes(listId),
};

const fits = (rule: Condition, caller: Caller): boolean =>
  (holds[rule.kind] as (rule: Condition, caller: Caller) => boolean)(rule, caller);

export const callerKind = defineKind({
  kind: 'caller',
  settings,
  exits: ({ rules }) => [...rules.map((rule) => required(`rule_${rule.name}`)), required('otherwise')],
  enter({ rules }, { caller }) {
    const rule = rules.find((each) => fits(each.condition, caller));
    if (rule === undefined) return leave('otherwise', { key: 'caller.otherwise' });
    return leave(`rule_${rule.name}`, { key: `caller.${rule.condition.kind}`, values: { name: rule.name } });
  },
});
