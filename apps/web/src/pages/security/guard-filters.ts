/** What the list of blocked sources is narrowed to; lives in the address. */
export type GuardFilters = { search?: string; kind?: string; reason?: string; past?: string };

const names = ['search', 'kind', 'reason', 'past'] as const;

export function readGuardFilters(search: Record<string, unknown>): GuardFilters {
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = search[name];
      return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
        ? [[name, String(value)]]
        : [];
    }),
  );
}
