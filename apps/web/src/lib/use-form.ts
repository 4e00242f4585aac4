import { useState } from 'react';
import { fieldProblems } from './problem-text.ts';

/** A small form: values, one submit at a time, the server's word on each field. */
export function useForm<V extends object>(initial: V, submit: (values: V, reset: () => void) => Promise<unknown>) {
  const [values, setValues] = useState(initial);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const set = (part: Partial<V>) => setValues((now) => ({ ...now, ...part }));
  const run = async (): Promise<void> => {
    setBusy(true);
    setError(null);
    try {
      await submit(values, () => setValues(initial));
    } catch (problem) {
      setError(problem);
    } finally {
      setBusy(false);
    }
  };
  return { values, set, busy, error, problems: fieldProblems(error), run };
}
