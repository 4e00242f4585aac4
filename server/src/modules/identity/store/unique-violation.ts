import { appError, type ErrorCode } from '#platform/errors';

const codes: Readonly<Record<string, ErrorCode>> = {
  users_extension: 'extension_taken',
  users_email: 'email_taken',
  auth_users_email_key: 'email_taken',
  staff_members_email_key: 'email_taken',
};

/** Turns the database's "already there" into the refusal that the screen knows; other errors pass unchanged. */
export function refuseDuplicate(error: unknown): never {
  const { code, constraint } = (error ?? {}) as { code?: string; constraint?: string };
  const known = code === '23505' && constraint ? codes[constraint] : undefined;
  throw known ? appError(known, { cause: error }) : error;
}
