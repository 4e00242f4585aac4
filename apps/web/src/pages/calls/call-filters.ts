/** What the call log is narrowed to; lives in the address, so that it can be shared and gone back to. */
export type CallFilters = {
  q?: string;
  direction?: string;
  outcome?: string;
  userId?: string;
  from?: string;
  to?: string;
};

const filterNames = ['q', 'direction', 'outcome', 'userId', 'from', 'to'] as const;

export function readCallFilters(search: Record<string, unknown>): CallFilters {
  return Object.fromEntries(
    filterNames.flatMap((name) => {
      const value = search[name];
      return typeof value === 'string' || typeof value === 'number' ? [[name, String(value)]] : [];
    }),
  );
}
