import type { z } from 'zod';
import { appError, type FieldError } from '../errors.ts';

function fieldErrors(error: z.ZodError): FieldError[] {
  return error.issues.map((issue) => ({ path: issue.path.join('.'), code: issue.code, message: issue.message }));
}

/** Parses a part of the request. @throws invalid_request naming each field that is wrong. */
export function validate<S extends z.ZodType>(schema: S | undefined, value: unknown): z.output<S> | undefined {
  if (!schema) return undefined;
  const result = schema.safeParse(value);
  if (!result.success) throw appError('invalid_request', { fields: fieldErrors(result.error) });
  return result.data;
}
