import { Alert } from '@mantine/core';
import { IconPlugConnectedX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { timeText } from '../lib/format.ts';
import { useNow } from '../lib/use-now.ts';
import { useWhen } from '../lib/use-when.ts';
import { useRealtimeState } from '../realtime/realtime-context.tsx';

const patienceMs = 3000;

/** A stale page says that it is, and since when; short gaps are not worth a word. A server that stops says so first. */
export function OfflineNotice() {
  const { t } = useTranslation();
  const style = useWhen();
  const { connected, since, stopping } = useRealtimeState();
  const now = useNow(!connected);
  if (stopping) return <Notice text={t('error.stopping')} />;
  if (connected || now - since < patienceMs) return null;
  return <Notice text={t('error.offline', { since: timeText(new Date(since).toISOString(), style) })} />;
}

function Notice({ text }: { text: string }) {
  return (
    <Alert role="status" color="yellow" variant="light" mb="md" icon={<IconPlugConnectedX />}>
      {text}
    </Alert>
  );
}
