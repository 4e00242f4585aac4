import { betterAuth } from 'better-auth/minimal';
import { hashPassword as scryptHash, verifyPassword as scryptVerify } from 'better-auth/crypto';
import { isAPIError } from 'better-auth/api';
import type { Clock } from '#platform/clock';
import type { Database } from '#platform/db';
import { newId } from '#platform/ids';
import type { PasswordSignIn } from '../../ports.ts';
import { createAuthAdapter } from './adapter.ts';

const minute = 60;
const day = 24 * 60 * minute;

export type Hashing = Pick<PasswordSignIn, 'hashPassword' | 'verifyPassword'>;

export type PasswordSignInOptions = {
  readonly db: Database;
  readonly clock: Clock;
  readonly secret: string;
  readonly publicUrl: string;
  /** scrypt unless a test counts. */
  readonly hashing?: Hashing;
};

const scrypt: Hashing = {
  hashPassword: scryptHash,
  verifyPassword: (hash, password) => scryptVerify({ hash, password }),
};

/**
 * The only door to better-auth: password check, sessions, hashing. Its own HTTP handler, cookies, organizations and
 * API keys are not used; nothing but a password or an invitation makes a session. Unknown address and wrong password
 * cost the same time and get the same answer (it hashes the given password in both cases).
 */
export function createPasswordSignIn(options: PasswordSignInOptions): PasswordSignIn {
  const { hashPassword, verifyPassword } = options.hashing ?? scrypt;
  const auth = betterAuth({
    baseURL: options.publicUrl,
    secret: options.secret,
    database: createAuthAdapter(options.db, options.clock),
    user: { modelName: 'auth_users' },
    account: { modelName: 'auth_accounts' },
    session: { modelName: 'auth_sessions', expiresIn: 7 * day, updateAge: day, freshAge: 15 * minute },
    verification: { modelName: 'auth_verifications' },
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      minPasswordLength: 10,
      maxPasswordLength: 200,
      password: { hash: hashPassword, verify: ({ hash, password }) => verifyPassword(hash, password) },
    },
    advanced: { database: { generateId: () => newId() } },
    telemetry: { enabled: false },
    logger: { disabled: true },
  });
  return {
    async signIn(email, password) {
      try {
        const result = await auth.api.signInEmail({ body: { email, password } });
        return { kind: 'signed_in', userId: result.user.id, token: result.token };
      } catch (error) {
        if (isAPIError(error) && (error.status === 'UNAUTHORIZED' || error.status === 'BAD_REQUEST'))
          return { kind: 'refused' };
        throw error;
      }
    },
    hashPassword,
    verifyPassword,
  };
}
