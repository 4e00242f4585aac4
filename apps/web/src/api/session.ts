import { identityOperations, type SessionView } from '@carillon/api';
import { useQuery, type QueryClient } from '@tanstack/react-query';
import { ApiProblem, callApi } from './client.ts';

export const sessionKey = ['getSession'];

/** The signed-in person, or null. Not being signed in is an answer here, not an error. */
async function readSession(): Promise<SessionView | null> {
  try {
    return await callApi(identityOperations.getSession);
  } catch (error) {
    if (error instanceof ApiProblem && error.problem.status === 401) return null;
    throw error;
  }
}

export function useSession() {
  return useQuery({ queryKey: sessionKey, queryFn: readSession, staleTime: 60_000 });
}

/** For pages inside the shell, which exist only while somebody is signed in. */
export function useSignedIn(): SessionView {
  const session = useSession().data;
  if (!session) throw new Error('useSignedIn outside a session');
  return session;
}

export function setSession(queries: QueryClient, session: SessionView | null): void {
  if (!session) queries.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== sessionKey[0] });
  queries.setQueryData(sessionKey, session);
}

export function may(session: SessionView, permission: SessionView['permissions'][number]['permission']): boolean {
  return session.permissions.some((p) => p.permission === permission);
}

export function mayEverywhere(
  session: SessionView,
  permission: SessionView['permissions'][number]['permission'],
): boolean {
  return session.permissions.some((p) => p.permission === permission && p.scope === 'organization');
}
