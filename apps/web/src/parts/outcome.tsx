import { Group, Text, Tooltip } from '@mantine/core';
import type { CallSummary } from '@carillon/api';
import {
  IconAlertTriangle,
  IconArrowDownLeft,
  IconArrowUpRight,
  IconArrowsLeftRight,
  IconBan,
  IconCheck,
  IconPhoneCalling,
  IconPhoneOff,
  IconPhonePause,
  IconMessage2,
  IconX,
} from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';

const marks = {
  answered: { icon: IconCheck, colour: 'var(--carillon-answer)' },
  missed: { icon: IconPhoneOff, colour: 'var(--carillon-hangup)' },
  abandoned: { icon: IconPhonePause, colour: 'var(--carillon-warn)' },
  voicemail: { icon: IconMessage2, colour: 'var(--mantine-color-dimmed)' },
  busy: { icon: IconPhonePause, colour: 'var(--carillon-warn)' },
  rejected: { icon: IconX, colour: 'var(--carillon-hangup)' },
  no_answer: { icon: IconPhoneOff, colour: 'var(--mantine-color-dimmed)' },
  failed: { icon: IconAlertTriangle, colour: 'var(--carillon-hangup)' },
  blocked: { icon: IconBan, colour: 'var(--carillon-hangup)' },
} as const;

/** How a call ended (`compact`: on a telephone's width the icon alone is seen), with the meaning of the word on hover (the same words everywhere). */
export function OutcomeMark({ outcome, compact = false }: { outcome: CallSummary['outcome']; compact?: boolean }) {
  const { t } = useTranslation();
  const mark = outcome ? marks[outcome] : { icon: IconPhoneCalling, colour: 'var(--carillon-answer)' };
  return (
    <Tooltip label={outcome ? t(`outcomeHelp.${outcome}`) : t('outcomes.live')} openDelay={300}>
      <Group gap={6} wrap="nowrap" w="fit-content">
        <mark.icon size={16} color={mark.colour} aria-hidden />
        <Text size="sm" component="span" {...(compact ? { className: 'word-on-wide' } : {})}>
          {outcome ? t(`outcomes.${outcome}`) : t('outcomes.live')}
        </Text>
      </Group>
    </Tooltip>
  );
}

const directions = { inbound: IconArrowDownLeft, outbound: IconArrowUpRight, internal: IconArrowsLeftRight } as const;

export function DirectionMark({ direction }: { direction: CallSummary['direction'] }) {
  const { t } = useTranslation();
  const Icon = directions[direction];
  return (
    <Tooltip label={t(`directions.${direction}`)} openDelay={300}>
      <span role="img" aria-label={t(`directions.${direction}`)} style={{ display: 'inline-flex' }}>
        <Icon size={18} stroke={1.7} color="var(--mantine-color-dimmed)" aria-hidden />
      </span>
    </Tooltip>
  );
}
