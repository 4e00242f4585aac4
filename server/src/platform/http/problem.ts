import type { Problem } from '@carillon/api';
import { AppError, appError, errorCatalogue, type ErrorCode } from '../errors.ts';

/** Fastify's own refusals by their code, in the words of our catalogue. */
const fastifyCodes: Readonly<Record<string, ErrorCode>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'body_too_large',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'unsupported_media_type',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'invalid_request',
  FST_ERR_CTP_INVALID_JSON_BODY: 'invalid_request',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'invalid_request',
  FST_ERR_BAD_URL: 'invalid_request',
  FST_ERR_MAX_LIMIT: 'unavailable',
};

function databaseUnavailable(code: string): boolean {
  return code === 'ECONNREFUSED' || code.startsWith('57P') || code.startsWith('08') || code === '53300';
}

/** Turns whatever was thrown into an error of the catalogue; what is not foreseen becomes `internal_error`. */
export function toAppError(thrown: unknown): AppError {
  if (thrown instanceof AppError) return thrown;
  const { code = '', statusCode } = (thrown ?? {}) as { code?: string; statusCode?: number };
  const known = fastifyCodes[code];
  if (known) return appError(known, { cause: thrown });
  if (databaseUnavailable(code)) return appError('unavailable', { cause: thrown, retryAfterSeconds: 5 });
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500)
    return appError('invalid_request', { cause: thrown });
  return appError('internal_error', { cause: thrown });
}

/** The RFC 9457 document of an error. */
export function problemOf(error: AppError, requestId: string): Problem {
  const { fields, detail, values } = error.options;
  return {
    type: `https://carillon.invalid/errors/${error.code}`,
    title: errorCatalogue[error.code].title,
    status: error.status,
    code: error.code,
    requestId,
    ...(detail === undefined ? {} : { detail }),
    ...(fields === undefined ? {} : { fields: [...fields] }),
    ...(values === undefined ? {} : { values }),
  };
}
