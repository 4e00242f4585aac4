/** The state of what is watched, computed once for a change, however many watch it. */
export interface WatchedStates<State> {
  /** Something about it happened. Those who watch hear of it soon, if what they see is different. */
  touch(id: string): void;
  of(id: string): State;
}

export function createWatchedStates<State>(deps: {
  readonly isWatched: (id: string) => boolean;
  readonly compute: (id: string) => State;
  readonly changed: (id: string) => void;
  /** Runs a little later, off the path of the call that changed. */
  readonly defer: (run: () => void) => void;
}): WatchedStates<State> {
  /** `told`: how it was when the watchers last heard of it. */
  const known = new Map<string, { readonly state: State; readonly told: string }>();
  const touched = new Set<string>();

  const look = (id: string): State => {
    const state = deps.compute(id);
    known.set(id, { state, told: known.get(id)?.told ?? JSON.stringify(state) });
    return state;
  };

  const settle = (): void => {
    const ids = [...touched];
    touched.clear();
    for (const id of ids) {
      if (!deps.isWatched(id)) {
        known.delete(id);
        continue;
      }
      const told = known.get(id)?.told;
      const state = deps.compute(id);
      const text = JSON.stringify(state);
      known.set(id, { state, told: text });
      if (text !== told) deps.changed(id);
    }
  };

  return {
    touch(id) {
      if (!deps.isWatched(id)) return void known.delete(id);
      if (touched.size === 0) deps.defer(settle);
      touched.add(id);
    },
    of: (id) => (touched.has(id) ? undefined : known.get(id)?.state) ?? look(id),
  };
}
