import type { Scope, Tx } from '#platform/db';

/** The library that checks passwords; the only implementation is `providers/better-auth`. */
export interface PasswordSignIn {
  /** Checks the password and opens a session; `token` is the cookie's value. */
  signIn(
    email: string,
    password: string,
  ): Promise<{ kind: 'signed_in'; userId: string; token: string } | { kind: 'refused' }>;
  hashPassword(password: string): Promise<string>;
  verifyPassword(hash: string, password: string): Promise<boolean>;
}

/** Filled by telephony: a compromised account gets new SIP passwords at once (R-5.2-c). */
export interface SipSecretRotation {
  /** Replaces the SIP secrets of every device of the user within `tx`; returns how many were replaced. */
  rotateSipSecrets(tx: Tx, user: { readonly organizationId: string; readonly userId: string }): Promise<number>;
}

export type NumbersOfUser = {
  readonly numbers: readonly { readonly id: string; readonly number: string }[];
  readonly callerId: string | null;
};

/** Filled by numbers: the views of members show their numbers. */
export interface UserNumbers {
  numbersOfUsers(scope: Scope, userIds: readonly string[], tx?: Tx): Promise<ReadonlyMap<string, NumbersOfUser>>;
  /** How many numbers each organization holds; absent means none. */
  numberCounts(organizationIds: readonly string[], tx?: Tx): Promise<ReadonlyMap<string, number>>;
}

export type IdentityPorts = { readonly sipSecrets: SipSecretRotation; readonly numbers: UserNumbers };
