import { Badge, Button, Group, Text } from '@mantine/core';
import { IconBellRinging, IconPhone, IconPhoneOff } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { clockText } from '../lib/format.ts';
import { usePhoneText } from '../lib/use-phone-text.ts';
import { useNow } from '../lib/use-now.ts';
import { PersonAvatar } from '../parts/person.tsx';
import { hangUpCard } from './call-actions.ts';
import { CallControls } from './call-controls.tsx';
import type { CallCard } from './calls-view.ts';
import { LineQualityMark } from './line-quality-mark.tsx';
import { Ringer } from './ringer.ts';
import { usePhone } from './softphone-context.tsx';

/** One call: who, since when, in what state, and what can be done with it. */
export function CallCardView({ card, others }: { card: CallCard; others: readonly CallCard[] }) {
  const phoneText = usePhoneText();
  const { t } = useTranslation();
  const who = card.label || phoneText(card.number) || t('phone.unknownCaller');
  return (
    <article className="call-card" data-state={card.state} aria-label={who}>
      <Group wrap="nowrap" gap="sm">
        {card.state === 'incoming' ? (
          <IconBellRinging className="bell" size={30} color="var(--carillon-answer)" aria-hidden />
        ) : (
          <PersonAvatar name={who} size={38} />
        )}
        <div style={{ minWidth: 0, flex: 1 }}>
          <Text fw={650} truncate>
            {who}
          </Text>
          <Group gap={6} wrap="nowrap">
            <CallStateLine card={card} />
            {card.label && card.number && (
              <Text size="xs" c="dimmed" className="figures" truncate>
                {phoneText(card.number)}
              </Text>
            )}
          </Group>
        </div>
        <LineQualityMark card={card} />
      </Group>
      {card.state === 'incoming' ? <IncomingButtons card={card} /> : <CallControls card={card} others={others} />}
    </article>
  );
}

function CallStateLine({ card }: { card: CallCard }) {
  const { t } = useTranslation();
  const since = card.call?.answeredAt ?? null;
  const now = useNow(since !== null);
  const running = since ? clockText((now - Date.parse(since)) / 1000) : null;
  if (card.state === 'talking')
    return (
      <Text size="xs" c="dimmed" className="figures">
        <span>{t('phone.connected')}</span> {running}
      </Text>
    );
  if (card.state === 'held')
    return (
      <Badge size="sm" variant="light" color="yellow" autoContrast tt="none">
        {t('phone.onHold')} {running}
      </Badge>
    );
  const text = {
    incoming: t('phone.incoming'),
    outgoing: card.call ? t('phone.ringing') : t('phone.calling'),
    connecting: t('phone.connecting'),
    held_by_other: t('phone.heldByOther'),
  }[card.state];
  return (
    <Text size="xs" c="dimmed">
      {text}
    </Text>
  );
}

function IncomingButtons({ card }: { card: CallCard }) {
  const { t } = useTranslation();
  const { softphone } = usePhone();
  const [ringer] = useState(() => new Ringer());
  const here = card.session !== null;
  useEffect(() => {
    if (here) ringer.start();
    return () => ringer.stop();
  }, [here, ringer]);
  if (!here)
    return (
      <Text size="sm" c="dimmed" mt="xs">
        {t('phone.onAnotherDevice')}
      </Text>
    );
  return (
    <Group grow mt="md" gap="xs">
      <Button
        className="answer"
        leftSection={<IconPhone size={18} />}
        onClick={() => void softphone?.answer(card.session!.sipCallId)}
      >
        {t('phone.answer')}
      </Button>
      <Button
        variant="default"
        leftSection={<IconPhoneOff size={18} color="var(--carillon-hangup)" />}
        onClick={() => void hangUpCard(softphone, card)}
      >
        {t('phone.reject')}
      </Button>
    </Group>
  );
}
