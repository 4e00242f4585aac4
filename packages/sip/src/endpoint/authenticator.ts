/** Answers digest challenges for the requests of one registration, call or single request. */
import { createDigestClient } from '../digest/client.ts';
import type { SipRequest, SipResponse } from '../message.ts';
import type { Credentials, SipHeaders } from './types.ts';

export interface Authenticator {
  /** Lines from what is known already, to save the challenge. */
  authorize(method: string, uri: string): SipHeaders;
  /** Lines for the repeated request, or null to give up. */
  answer(response: SipResponse, request: SipRequest): SipHeaders | null | Promise<SipHeaders | null>;
}

/** A first answer, and one more for a stale nonce. */
export const MAX_CHALLENGES = 2;

export const createAuthenticator = (credentials: Credentials | undefined): Authenticator => {
  if (credentials === undefined) return { authorize: () => [], answer: () => null };
  if (typeof credentials === 'function') {
    return { authorize: () => [], answer: (response, request) => credentials({ response, request }) };
  }
  const client = createDigestClient(credentials);
  return {
    authorize: (method, uri) => client.authorize({ method, uri }),
    answer: (response, request) => client.answer(response, request) ?? null,
  };
};

export const isChallenge = (status: number): boolean => status === 401 || status === 407;
