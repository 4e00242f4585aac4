import { ActionIcon, Group, Text, Tooltip } from '@mantine/core';
import type { CallSummary } from '@carillon/api';
import { Link } from '@tanstack/react-router';
import { IconPhone } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { clockText, dateTimeText } from '../../lib/format.ts';
import { usePhoneText } from '../../lib/use-phone-text.ts';
import { useWhen } from '../../lib/use-when.ts';
import { DirectionMark, OutcomeMark } from '../../parts/outcome.tsx';
import { When } from '../../parts/when.tsx';
import { usePhone } from '../../phone/softphone-context.tsx';
import { memberParty, otherParty } from './other-party.ts';

/** One call in the log: who, how it ended, how long, when; calling back is one click. */
export function CallRow({ call, viewerId }: { call: CallSummary; viewerId: string }) {
  const phoneText = usePhoneText();
  const { t } = useTranslation();
  const style = useWhen();
  const { softphone } = usePhone();
  const other = otherParty(call, viewerId);
  const member = memberParty(call, viewerId);
  const who = other.name ?? (phoneText(other.number) || t('phone.withheld'));
  const open = { to: '/calls/$callId', params: { callId: call.id } } as const;
  return (
    <li className="list-row">
      <Group px="md" py={10} gap="md" wrap="nowrap">
        <DirectionMark direction={call.direction} />
        <div style={{ flex: 1, minWidth: 0 }}>
          <Link
            {...open}
            className="row-link"
            aria-label={`${who}, ${t('calls.openCall', { when: dateTimeText(call.startedAt, style) })}`}
          >
            <Text fw={600} size="sm" truncate>
              {who}
            </Text>
          </Link>
          <Text size="xs" c="dimmed" truncate className="figures">
            {[other.name ? phoneText(other.number) : null, member?.name].filter(Boolean).join(' · ')}
          </Text>
        </div>
        <div className="outcome-column">
          <OutcomeMark outcome={call.outcome} compact />
        </div>
        <Text size="sm" className="figures" w={58} ta="right" visibleFrom="xs">
          {call.talkSeconds ? clockText(call.talkSeconds) : ''}
        </Text>
        <Text size="sm" c="dimmed" className="figures" w={48} ta="right">
          <When at={call.startedAt} form="time" />
        </Text>
        {other.number && softphone && (
          <Tooltip label={t('calls.callBack')}>
            <ActionIcon
              visibleFrom="xs"
              variant="subtle"
              color="gray"
              size="lg"
              aria-label={t('phone.callAction', { name: who })}
              onClick={() => void softphone.call(other.number ?? '')}
            >
              <IconPhone size={18} />
            </ActionIcon>
          </Tooltip>
        )}
      </Group>
    </li>
  );
}
