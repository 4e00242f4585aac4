import { errorCatalogue, type ErrorCode } from './error-catalogue.ts';

export { errorCatalogue, type ErrorCode };

/** What is wrong with one field: `path` as in the request (`members.0.email`), `code` for programs. */
export type FieldError = { readonly path: string; readonly code: string; readonly message: string };

export type AppErrorOptions = {
  readonly fields?: readonly FieldError[];
  /** Values for the sentence of the screen (never personal data of others). */
  readonly values?: Readonly<Record<string, string | number | boolean>>;
  /** One sentence for people, in English; screens use the catalogue entry of `code`. */
  readonly detail?: string;
  readonly cause?: unknown;
  readonly retryAfterSeconds?: number;
};

/** An expected refusal that the HTTP edge turns into a problem document. Anything else thrown is a bug. */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly status: number;
  readonly options: AppErrorOptions;
  constructor(code: ErrorCode, options: AppErrorOptions) {
    super(`${code}: ${options.detail ?? errorCatalogue[code].title}`, { cause: options.cause });
    this.name = 'AppError';
    this.code = code;
    this.status = errorCatalogue[code].status;
    this.options = options;
  }
}

/** Makes the error to throw: `throw appError('not_found')`. */
export function appError(code: ErrorCode, options: AppErrorOptions = {}): AppError {
  return new AppError(code, options);
}

/** True for an `AppError`, of one `code` when given. */
export function isAppError(value: unknown, code?: ErrorCode): value is AppError {
  return value instanceof AppError && (code === undefined || value.code === code);
}
