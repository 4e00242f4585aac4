import { Group, Text } from '@mantine/core';
import {
  IconCircleCheckFilled,
  IconCircleMinus,
  IconCircleOff,
  IconClockHour4,
  IconHourglass,
  IconPhoneFilled,
} from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';

export type Availability = 'available' | 'busy' | 'wrap_up' | 'away' | 'do_not_disturb' | 'offline';

const marks = {
  available: { icon: IconCircleCheckFilled, colour: 'var(--carillon-answer)' },
  busy: { icon: IconPhoneFilled, colour: 'var(--carillon-hangup)' },
  wrap_up: { icon: IconHourglass, colour: 'var(--carillon-warn)' },
  away: { icon: IconClockHour4, colour: 'var(--carillon-warn)' },
  do_not_disturb: { icon: IconCircleMinus, colour: 'var(--carillon-hangup)' },
  offline: { icon: IconCircleOff, colour: 'var(--mantine-color-dimmed)' },
} as const;

/** Icon, word and colour: never colour alone (WCAG 1.4.1). */
export function AvailabilityMark({ availability, size = 'sm' }: { availability: Availability; size?: 'xs' | 'sm' }) {
  const { t } = useTranslation();
  const mark = marks[availability];
  return (
    <Group gap={6} wrap="nowrap" component="span">
      <mark.icon size={size === 'xs' ? 14 : 16} color={mark.colour} aria-hidden />
      <Text component="span" size={size}>
        {t(`availability.${availability}`)}
      </Text>
    </Group>
  );
}
