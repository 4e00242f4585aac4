import { describe, expect, it } from 'vitest';
import { serverText } from './server-texts.ts';

describe('serverText', () => {
  it('writes in the reader’s language', () => {
    expect(serverText('fr', 'identity.invitation.subject', { organization: 'Cabinet Ferrand' })).toBe(
      'Cabinet Ferrand vous invite sur Carillon',
    );
    expect(serverText('en', 'identity.invitation.subject', { organization: 'Cabinet Ferrand' })).toBe(
      'Cabinet Ferrand invites you to Carillon',
    );
  });

  it('falls back on French, and leaves a mark without a value visible', () => {
    expect(serverText('pt', 'identity.invitation.subject')).toBe('{organization} vous invite sur Carillon');
  });
});
