import { Text, Timeline } from '@mantine/core';
import type { TraceEntry } from '@carillon/api';
import { telephonyText } from '@carillon/i18n';
import { useTranslation } from 'react-i18next';
import { When } from '../../parts/when.tsx';

/** Why did it ring there: each decision as a sentence, in order. */
export function DecisionTrace({ entries }: { entries: readonly TraceEntry[] }) {
  const { t, i18n } = useTranslation();
  if (entries.length === 0)
    return (
      <Text size="sm" c="dimmed">
        {t('call.noTrace')}
      </Text>
    );
  return (
    <Timeline bulletSize={14} lineWidth={2} active={entries.length}>
      {entries.map((entry, index) => (
        <Timeline.Item key={index}>
          <Text size="sm">{telephonyText(i18n.language, entry.textKey, entry.values) ?? entry.decision}</Text>
          <Text size="xs" c="dimmed">
            <When at={entry.at} />
          </Text>
        </Timeline.Item>
      ))}
    </Timeline>
  );
}
