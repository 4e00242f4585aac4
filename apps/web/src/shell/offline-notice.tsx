import { Alert } from '@mantine/core';
import { IconPlugConnectedX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { timeText } from '../lib/format.ts';
import { useNow } from '../lib/use-now.ts';
import { useWhen } from '../lib/use-when.ts';
import { useRealtimeState } from '../realtime/realtime-context.tsx';

const patienceMs = 3000;

/** A stale page says that it is, and since when. Short gaps are not worth a word. */
export function OfflineNotice() {
  const { t } = useTranslation();
  const style = useWhen();
  const { connected, since } = useRealtimeState();
  const now = useNow(!connected);
  if (connected || now - since < patienceMs) return null;
  return (
    <Alert role="status" color="yellow" variant="light" mb="md" icon={<IconPlugConnectedX />}>
      {t('error.offline', { since: timeText(new Date(since).toISOString(), style) })}
    </Alert>
  );
}
