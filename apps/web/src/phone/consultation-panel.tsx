import { Button, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { usePhoneText } from '../lib/use-phone-text.ts';
import { ProblemAlert } from '../parts/problem-alert.tsx';
import { completeTransfer, hangUpCard } from './call-actions.ts';
import type { CallCard } from './calls-view.ts';
import { usePhone } from './softphone-context.tsx';

/** While a colleague is asked: complete the transfer, or go back to the person who waits. */
export function ConsultationPanel({ waiting, asked }: { waiting: CallCard; asked: CallCard }) {
  const phoneText = usePhoneText();
  const { t } = useTranslation();
  const { softphone } = usePhone();
  const [error, setError] = useState<unknown>(null);
  const nameOf = (card: CallCard) => card.label || phoneText(card.number) || t('phone.unknownCaller');
  const complete = () => completeTransfer(waiting, asked).catch(setError);
  const goBack = async () => {
    await hangUpCard(softphone, asked);
    if (waiting.session) await softphone?.hold(waiting.session.sipCallId, false);
  };
  return (
    <Stack gap="xs" mt="sm">
      <Text size="xs" c="dimmed">
        {t('phone.consulting', { name: nameOf(asked) })}
      </Text>
      <Stack gap={6}>
        <Button size="sm" disabled={asked.state !== 'talking'} onClick={() => void complete()}>
          {t('phone.completeTransfer')}
        </Button>
        <Button size="sm" variant="default" onClick={() => void goBack()}>
          {t('phone.backToCaller', { name: nameOf(waiting) })}
        </Button>
      </Stack>
      <ProblemAlert error={error} />
    </Stack>
  );
}
