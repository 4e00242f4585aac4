import { useTranslation } from 'react-i18next';
import { ApiProblem, Unreachable } from '../api/client.ts';

export type ProblemText = { readonly text: string; readonly requestId: string | null };

/** One sentence for what went wrong, and the reference to give to support. */
export function useProblemText(): (error: unknown) => ProblemText {
  const { t } = useTranslation();
  return (error) => {
    if (error instanceof Unreachable) return { text: t('error.unreachable'), requestId: null };
    if (!(error instanceof ApiProblem)) return { text: t('error.unexpected'), requestId: null };
    const { problem } = error;
    if (problem.status === 403) return { text: t('error.forbidden'), requestId: problem.requestId };
    if (problem.status >= 500) return { text: t('error.unexpected'), requestId: problem.requestId };
    const field = problem.fields?.[0]?.message;
    return { text: field ?? problem.detail ?? problem.title, requestId: problem.requestId };
  };
}

/** Messages by field, for a form. */
export function fieldProblems(error: unknown): Record<string, string> {
  if (!(error instanceof ApiProblem)) return {};
  return Object.fromEntries(
    (error.problem.fields ?? []).map((field) => [field.path.replace(/^body\./, ''), field.message]),
  );
}
