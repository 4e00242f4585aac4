/**
 * Every error code that the API can answer, with its HTTP status and the title of the problem document. Codes are
 * promises to integrators: they are added, never renamed. `docs/errors.md` is generated from this table.
 */
export const errorCatalogue = {
  invalid_request: { status: 400, title: 'The request is not valid' },
  invalid_cursor: { status: 400, title: 'The cursor does not belong to this list' },
  signed_out: { status: 401, title: 'Sign in to do this' },
  invalid_credentials: { status: 401, title: 'The e-mail address or the password is wrong' },
  forbidden: { status: 403, title: 'You may not do this' },
  origin_refused: { status: 403, title: 'The request comes from another web site' },
  user_suspended: { status: 403, title: 'This user is suspended' },
  password_reset_required: { status: 403, title: 'This password must be replaced through a reset link' },
  entitlement_missing: { status: 403, title: 'The contract does not include this' },
  not_found: { status: 404, title: 'There is no such thing, or you may not see it' },
  method_not_allowed: { status: 405, title: 'This address does not know that method' },
  conflict: { status: 409, title: 'The present state does not allow this' },
  already_exists: { status: 409, title: 'It already exists' },
  extension_taken: { status: 409, title: 'Another user has this extension' },
  email_taken: { status: 409, title: 'A user with this e-mail address exists' },
  idempotency_key_reused: { status: 409, title: 'This Idempotency-Key was used for another request' },
  request_in_progress: { status: 409, title: 'A request with this Idempotency-Key is still running' },
  call_not_in_state: { status: 409, title: 'The call is no longer in a state that allows this' },
  last_administrator: { status: 409, title: 'An organization keeps at least one administrator' },
  code_refused: { status: 403, title: 'The code is wrong or has expired' },
  link_expired: { status: 410, title: 'The link has expired or was already used' },
  body_too_large: { status: 413, title: 'The request body is too large' },
  unsupported_media_type: { status: 415, title: 'The body must be JSON' },
  reserved_extension: { status: 422, title: 'This extension is an emergency or short public number' },
  caller_id_not_allowed: { status: 422, title: 'This number may not be presented' },
  too_many_requests: { status: 429, title: 'Too many requests; wait before trying again' },
  internal_error: { status: 500, title: 'Something went wrong on our side' },
  not_configured: { status: 503, title: 'This feature is not configured' },
  unavailable: { status: 503, title: 'The service is starting, stopping or overloaded' },
} as const satisfies Record<string, { status: number; title: string }>;

export type ErrorCode = keyof typeof errorCatalogue;
