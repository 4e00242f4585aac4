import { expect, it } from 'vitest';
import { operatorScope } from '#platform/db';
import { newId } from '#platform/ids';
import { createFakeClock } from '#test/clock';
import { testDatabase } from '#test/database';
import { insertCredential } from '../../store/sign-in.ts';
import { createPasswordSignIn } from './password-sign-in.ts';

it('spends one hash on an unknown address as on a known one, so that time tells nothing', async () => {
  const db = await testDatabase();
  const clock = createFakeClock();
  const worked: string[] = [];
  const hashing = {
    hashPassword: async (password: string) => `${worked.push('hash') && password}!`,
    verifyPassword: async (hash: string, password: string) => worked.push('verify') > 0 && hash === `${password}!`,
  };
  const passwords = createPasswordSignIn({ db, clock, secret: 'x'.repeat(64), publicUrl: 'http://localhost', hashing });
  const credential = {
    userId: newId(),
    name: 'Ana',
    email: 'ana@example.fr',
    passwordHash: 'right!',
    now: clock.now(),
  };
  await db.transaction(operatorScope, (tx) => insertCredential(tx, credential));
  expect(await passwords.signIn('ana@example.fr', 'wrong')).toEqual({ kind: 'refused' });
  expect(worked.splice(0)).toEqual(['verify']);
  expect(await passwords.signIn('nobody@example.fr', 'wrong')).toEqual({ kind: 'refused' });
  expect(worked.splice(0)).toEqual(['hash']);
  expect(await passwords.signIn('ana@example.fr', 'right')).toMatchObject({
    kind: 'signed_in',
    userId: credential.userId,
  });
});
