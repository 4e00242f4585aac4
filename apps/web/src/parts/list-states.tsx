import { Button, Center, Skeleton, Stack } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { ProblemAlert } from './problem-alert.tsx';

type ListQuery = { isPending: boolean; isError: boolean; error: unknown; refetch: () => unknown };

/** Loading, broken, empty or there: the four states of a list, the same way everywhere. */
export function ListStates({
  query,
  count,
  empty,
  children,
}: {
  query: ListQuery;
  count: number;
  empty: ReactNode;
  children: ReactNode;
}) {
  if (query.isPending) return <SkeletonRows />;
  if (query.isError && count === 0) return <ProblemAlert error={query.error} onRetry={() => void query.refetch()} />;
  if (count === 0) return <div className="surface">{empty}</div>;
  return <>{children}</>;
}

function SkeletonRows() {
  const { t } = useTranslation();
  return (
    <Stack gap={10} className="surface" p="md" role="status" aria-label={t('common.loading')}>
      {[0, 1, 2, 3, 4, 5].map((row) => (
        <Skeleton key={row} height={34} radius="md" />
      ))}
    </Stack>
  );
}

type Pages = { hasNextPage: boolean; isFetchingNextPage: boolean; fetchNextPage: () => unknown };

export function LoadMore({ pages }: { pages: Pages }) {
  const { t } = useTranslation();
  if (!pages.hasNextPage) return null;
  return (
    <Center>
      <Button variant="default" loading={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
        {t('common.loadMore')}
      </Button>
    </Center>
  );
}
