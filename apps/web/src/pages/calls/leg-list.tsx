import { Group, Paper, Stack, Table, Text } from '@mantine/core';
import type { LegView, MediaCounters } from '@carillon/api';
import {
  IconBrowser,
  IconBuildingBroadcastTower,
  IconDeviceLandlinePhone,
  IconServer,
  IconVolumeOff,
} from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { clockText } from '../../lib/format.ts';
import { usePhoneText } from '../../lib/use-phone-text.ts';
import { WideTable } from '../../parts/data-table.tsx';
import { OutcomeMark } from '../../parts/outcome.tsx';

const icons = {
  browser: IconBrowser,
  desk_phone: IconDeviceLandlinePhone,
  trunk: IconBuildingBroadcastTower,
  system: IconServer,
} as const;

/** Each party's connection, with what was measured of its sound. */
export function LegList({ legs }: { legs: readonly LegView[] }) {
  return (
    <Stack gap="sm">
      {legs.map((leg) => (
        <Leg key={leg.id} leg={leg} />
      ))}
    </Stack>
  );
}

function Leg({ leg }: { leg: LegView }) {
  const phoneText = usePhoneText();
  const { t } = useTranslation();
  const Icon = icons[leg.kind];
  const number = phoneText(leg.party.number);
  const talked =
    leg.answeredAt && leg.endedAt ? clockText((Date.parse(leg.endedAt) - Date.parse(leg.answeredAt)) / 1000) : null;
  return (
    <Paper className="surface" p="md">
      <Group justify="space-between" align="flex-start" gap="sm">
        <Group gap="sm" wrap="nowrap">
          <Icon size={22} stroke={1.5} color="var(--mantine-color-dimmed)" aria-hidden />
          <div>
            <Text fw={600} size="sm">
              {leg.party.name ?? (number || t('common.unknown'))}
            </Text>
            <Text size="xs" c="dimmed">
              {[
                t(`call.legKind.${leg.kind}`),
                leg.kind === 'browser' ? null : leg.device,
                leg.party.name ? number : null,
                leg.transport?.toUpperCase(),
              ]
                .filter(Boolean)
                .join(' · ')}
            </Text>
          </div>
        </Group>
        <Group gap="md">
          {talked && (
            <Text size="sm" className="figures">
              {talked}
            </Text>
          )}
          {leg.outcome && <OutcomeMark outcome={leg.outcome} />}
          {leg.sipStatus !== null && leg.sipStatus >= 300 && (
            <Text size="xs" c="dimmed">
              {t('call.sipStatus')} {leg.sipStatus}
            </Text>
          )}
        </Group>
      </Group>
      {leg.media && <LegMedia media={leg.media} />}
    </Paper>
  );
}

function LegMedia({ media }: { media: MediaCounters }) {
  const { t } = useTranslation();
  const milliseconds = (value: number | null) => (value === null ? '–' : `${Math.round(value)} ms`);
  const cells = [
    [t('call.codec'), [media.codec ?? '–', media.transcoded ? `(${t('call.transcoded')})` : ''].join(' ')],
    [
      t('call.packets'),
      `${media.packetsReceived} ${t('call.received')} · ${media.packetsSent} ${t('call.sent')} · ${media.packetsLost} ${t('call.lost')}`,
    ],
    [t('call.jitter'), milliseconds(media.jitterMs)],
    [t('call.roundTrip'), milliseconds(media.roundTripMs)],
    [t('call.mos'), media.mos === null ? '–' : `${media.mos.toFixed(1)} / 5`],
  ] as const;
  return (
    <>
      <WideTable label={t('call.media')} minWidth={520} framed={false}>
        <Table fz="xs" className="figures" withRowBorders={false} aria-label={t('call.media')}>
          <Table.Thead>
            <Table.Tr>
              {cells.map(([name]) => (
                <Table.Th key={name} fw={500} c="dimmed" py={2}>
                  {name}
                </Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            <Table.Tr>
              {cells.map(([name, value]) => (
                <Table.Td key={name} py={2}>
                  {value}
                </Table.Td>
              ))}
            </Table.Tr>
          </Table.Tbody>
        </Table>
      </WideTable>
      {!media.heard && (
        <Group gap={6} mt={4}>
          <IconVolumeOff size={15} color="var(--carillon-hangup)" aria-hidden />
          <Text size="xs">{t('call.notHeard')}</Text>
        </Group>
      )}
    </>
  );
}
