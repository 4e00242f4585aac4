import { Button, Group, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ProblemAlert } from '../parts/problem-alert.tsx';
import { askFirst, transferCard } from './call-actions.ts';
import type { CallCard } from './calls-view.ts';
import { DestinationInput } from './destination-input.tsx';
import { usePhone } from './softphone-context.tsx';

/** Two verbs in plain words: transfer now, or ask first. */
export function TransferPanel({ card, onDone }: { card: CallCard; onDone: () => void }) {
  const { t } = useTranslation();
  const { softphone } = usePhone();
  const [to, setTo] = useState('');
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const run = async (act: () => Promise<unknown>) => {
    setBusy(true);
    setError(null);
    try {
      await act();
      onDone();
    } catch (problem) {
      setError(problem);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Stack gap="xs" mt="sm" role="group" aria-label={t('phone.transfer')}>
      <DestinationInput
        label={t('phone.transferTo')}
        value={to}
        onChange={setTo}
        autoFocus
        onSubmit={() => undefined}
      />
      <Group grow gap="xs">
        <Button size="sm" loading={busy} disabled={!to.trim()} onClick={() => void run(() => transferCard(card, to))}>
          {t('phone.transferNow')}
        </Button>
        <Button
          size="sm"
          variant="default"
          disabled={!to.trim() || busy || !softphone}
          onClick={() => void run(() => askFirst(softphone!, card, to))}
        >
          {t('phone.askFirst')}
        </Button>
      </Group>
      {error !== null && (
        <Text size="xs" c="dimmed">
          {t('phone.transferFailed')}
        </Text>
      )}
      <ProblemAlert error={error} />
    </Stack>
  );
}
