/**
 * Tables without an organization, each with the reason why that is right. A new table is either of an organization
 * (column `organization_id`, `carillon_protect`) or is named here.
 */
export const unscopedTables: Readonly<Record<string, string>> = {
  migration: 'which migrations ran: about the schema, holds no data of anybody',
  idempotency_key: 'answers kept for repeats, by actor and sealed; only the platform reads it, as operator',
  outbox_event: 'events on their way between modules; only the dispatcher reads it, as operator',
  outbox_consumer: 'who reacts to which event: holds no data of anybody',
  outbox_delivery: 'which event reached whom: ids only, read by the dispatcher',
  telephony_nodes: 'running processes and their heartbeat: holds no data of anybody',
  sip_bans: 'addresses that attack the whole installation: the operator’s; out of reach of carillon_app',
  staff_members: 'the operator’s own people stand outside every organization',
  auth_users: 'sign-in needs the person before the organization is known; out of reach of carillon_app',
  auth_accounts: 'password hashes: reached at sign-in and by identity’s own acts only; out of reach of carillon_app',
  auth_sessions: 'a session is looked up by its token, before anybody is known; out of reach of carillon_app',
  auth_verifications: 'one-time values of better-auth; out of reach of carillon_app',
  sign_in_throttles: 'counts guesses by hash, also for people who do not exist',
  seller_identities: 'who the operator is on paper, as printed on order forms; out of reach of carillon_app',
  setup_tokens: 'makes the first staff account, when there is no organization yet',
};

/**
 * What the operator publishes for everybody: tables without an organization that every organization reads, and none of
 * them writes.
 */
export const publishedTables: Readonly<Record<string, string>> = {
  terms_versions: 'the terms, which everybody who accepts them reads',
  price_lists: 'public prices, dated',
  price_list_items: 'the lines of public prices',
};
