import type { Operation, ParamsOf, QueryInputOf, ReplyOf } from '@carillon/api';
import { useInfiniteQuery, useMutation, useQuery, useQueryClient, type UseQueryResult } from '@tanstack/react-query';
import { callApi } from './client.ts';

type ReadInput<O> = { params?: ParamsOf<O>; query?: QueryInputOf<O> };

/** The cache key of a reading operation: its id first, so that `invalidate('listCalls')` finds every variant. */
export function operationKey<O extends Operation>(operation: O, input: ReadInput<O> = {}): readonly unknown[] {
  return [operation.id, input.params ?? null, input.query ?? null];
}

/** Reads one operation and keeps it fresh. */
export function useOperation<O extends Operation>(
  operation: O,
  input: ReadInput<O> & { enabled?: boolean; refetchMs?: number } = {},
): UseQueryResult<ReplyOf<O>> {
  return useQuery({
    queryKey: operationKey(operation, input),
    queryFn: ({ signal }) => callApi(operation, { ...input, signal }),
    enabled: input.enabled ?? true,
    refetchInterval: input.refetchMs ?? false,
  }) as UseQueryResult<ReplyOf<O>>;
}

/** Reads a paged list, page after page, following `nextCursor`. */
export function usePages<O extends Operation>(operation: O, query: Record<string, unknown> = {}) {
  return useInfiniteQuery({
    queryKey: [operation.id, null, query],
    queryFn: ({ pageParam, signal }) =>
      callApi(operation, { query: { ...query, cursor: pageParam }, signal } as never) as Promise<PageOf<O>>,
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.nextCursor ?? undefined,
  });
}

type PageOf<O> = ReplyOf<O> extends { items: (infer I)[] } ? { items: I[]; nextCursor: string | null } : never;

/** A change; `refreshes` names the reading operations that it makes stale. */
export function useCommand<O extends Operation>(operation: O, refreshes: readonly Operation[] = []) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (input: Parameters<typeof callApi<O>>[1]) => callApi(operation, input),
    onSuccess: () => Promise.all(refreshes.map((read) => queries.invalidateQueries({ queryKey: [read.id] }))),
  });
}
