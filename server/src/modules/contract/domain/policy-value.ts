import type { PolicyValue } from './policy.ts';

type Described = { readonly value: PolicyValue; readonly alternatives?: readonly string[] | undefined };

const decimal = /^\d+(\.\d{1,8})?$/;

/** Same kind, and within lists and records the same kinds at the same places: what code that reads the key expects. */
function hasShapeOf(value: PolicyValue, model: PolicyValue): boolean {
  if (Array.isArray(model)) return Array.isArray(value) && areLike(value, model);
  if (isRecord(model)) {
    return (
      isRecord(value) && Object.keys(model).every((name) => name in value && hasShapeOf(value[name]!, model[name]!))
    );
  }
  if (typeof model === 'number') return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
  if (typeof model === 'string' && decimal.test(model)) return typeof value === 'string' && decimal.test(value);
  return typeof value === typeof model && value !== '';
}

/** Lists may be shorter or longer, but are never empty: each entry is like the first one of the model. */
function areLike(values: readonly PolicyValue[], model: readonly PolicyValue[]): boolean {
  return values.length > 0 && values.every((value) => hasShapeOf(value, model[0]!));
}

function isRecord(value: PolicyValue): value is { readonly [name: string]: PolicyValue } {
  return typeof value === 'object' && !Array.isArray(value);
}

/** What staff may choose from, as text; empty when the figure is free. */
export function choicesOf({ value, alternatives = [] }: Described): string[] {
  return alternatives.length === 0 ? [] : [JSON.stringify(value).replaceAll('"', ''), ...alternatives];
}

/** Whether `value` may stand where the delivered terms say `delivered.value`; choices are among those known. */
export function isAllowedValue(delivered: Described, value: PolicyValue): boolean {
  const choices = choicesOf(delivered);
  const known = choices.length === 0 || choices.includes(JSON.stringify(value).replaceAll('"', ''));
  return known && hasShapeOf(value, delivered.value);
}
