import { Alert, Button, Group, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useProblemText } from '../lib/problem-text.ts';

/** What went wrong, in the page (never a toast: something must be done about it). */
export function ProblemAlert({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const { t } = useTranslation();
  const read = useProblemText();
  if (!error) return null;
  const { text, requestId } = read(error);
  return (
    <Alert role="alert" color="red" variant="light" icon={<IconAlertTriangle />} title={text}>
      <Group justify="space-between">
        <Text size="xs" c="dimmed">
          {requestId ? t('error.requestId', { id: requestId }) : null}
        </Text>
        {onRetry && (
          <Button size="xs" variant="default" onClick={onRetry}>
            {t('common.retry')}
          </Button>
        )}
      </Group>
    </Alert>
  );
}
