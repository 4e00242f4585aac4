import { Tooltip } from '@mantine/core';
import { IconAntennaBars2, IconAntennaBars3, IconAntennaBars5, IconAntennaBarsOff } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { CallCard } from './calls-view.ts';

const marks = {
  good: { icon: IconAntennaBars5, colour: 'var(--carillon-answer)' },
  fair: { icon: IconAntennaBars3, colour: 'var(--carillon-warn)' },
  poor: { icon: IconAntennaBars2, colour: 'var(--carillon-hangup)' },
  no_media: { icon: IconAntennaBarsOff, colour: 'var(--carillon-hangup)' },
} as const;

/** The worse of what the server and the browser measure. */
export function LineQualityMark({ card }: { card: CallCard }) {
  const { t } = useTranslation();
  const order = ['no_media', 'poor', 'fair', 'good'] as const;
  const quality = order.find((q) => q === card.call?.quality || q === card.session?.quality);
  if (!quality || card.state === 'held') return null;
  const mark = marks[quality];
  return (
    <Tooltip label={t(`phone.quality.${quality}`)}>
      <span role="img" aria-label={t(`phone.quality.${quality}`)}>
        <mark.icon size={20} color={mark.colour} aria-hidden />
      </span>
    </Tooltip>
  );
}
