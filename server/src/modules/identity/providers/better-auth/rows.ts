import type { CleanedWhere } from 'better-auth/adapters';
import type { Expression, ExpressionBuilder, SqlBool, Transaction } from 'kysely';

/** Rows of tables that better-auth names; their shape is its own affair. */
export type Row = Record<string, unknown>;
export type Query = Transaction<Record<string, Row>>;

/** `Date` is better-auth's word for an instant, Temporal is ours. */
export function toRow(data: Row): Row {
  return mapValues(data, (value) =>
    value instanceof Date ? Temporal.Instant.fromEpochMilliseconds(value.getTime()) : value,
  );
}

export function fromRow(row: Row): Row {
  return mapValues(row, (value) => (value instanceof Temporal.Instant ? new Date(value.epochMilliseconds) : value));
}

function mapValues(row: Row, change: (value: unknown) => unknown): Row {
  return Object.fromEntries(Object.entries(row).map(([key, value]) => [key, change(value)]));
}

const operators = { eq: '=', ne: '!=', lt: '<', lte: '<=', gt: '>', gte: '>=', in: 'in', not_in: 'not in' } as const;

type Builder = ExpressionBuilder<Record<string, Row>, string>;

function condition(eb: Builder, part: CleanedWhere): Expression<SqlBool> {
  const asked = part.operator ?? 'eq';
  if (!(asked in operators))
    throw new Error(`better-auth asked for the operator ${asked}, which no feature in use needs`);
  const operator = operators[asked as keyof typeof operators];
  if (part.value === null) return eb(part.field, operator === '=' ? 'is' : 'is not', null);
  const { value } = toRow({ value: part.value });
  return eb(part.field, operator, value);
}

type WithWhere<Q> = { where(factory: (eb: Builder) => Expression<SqlBool>): Q };

/** Adds better-auth's conditions: those joined by AND, and at least one of those joined by OR. */
export function applyWhere<Q>(query: Q & WithWhere<Q>, where: readonly CleanedWhere[]): Q {
  const all = where.filter((part) => part.connector === 'AND');
  const any = where.filter((part) => part.connector === 'OR');
  if (where.length === 0) return query;
  return query.where((eb) => {
    const required = all.map((part) => condition(eb, part));
    const either = any.map((part) => condition(eb, part));
    return eb.and(either.length > 0 ? [...required, eb.or(either)] : required);
  });
}
