import { Badge, Menu, Table, Text } from '@mantine/core';
import type { GuardIncident } from '@carillon/api';
import { IconEar, IconFilterOff, IconForbid, IconLock, IconShieldCheck } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { dateTimeText } from '../../lib/format.ts';
import { useWhen } from '../../lib/use-when.ts';
import { RowMenu } from '../../parts/row-menu.tsx';
import { When } from '../../parts/when.tsx';

const looks = {
  banned: { color: 'red', icon: IconForbid },
  locked: { color: 'orange', icon: IconLock },
  limited: { color: 'yellow', icon: IconFilterOff },
  spared: { color: 'gray', icon: IconShieldCheck },
} as const;

/** One source: what was done, why in a sentence, since and until when, how much was refused. */
export function IncidentRow({ incident, onLift }: { incident: GuardIncident; onLift: () => void }) {
  const { t } = useTranslation();
  const style = useWhen();
  const { icon: Icon, color } = looks[incident.kind];
  return (
    <Table.Tr>
      <Table.Td>
        <Text size="sm" fw={600} ff="monospace">
          {incident.source}
        </Text>
        <Badge
          mt={4}
          variant="default"
          leftSection={
            <Icon size={12} aria-hidden color={`var(--mantine-color-${incident.inForce ? color : 'gray'}-6)`} />
          }
        >
          {t(`sipGuard.kind.${incident.kind}`)}
        </Badge>
      </Table.Td>
      <Table.Td>
        <Why incident={incident} />
      </Table.Td>
      <Table.Td>
        <When at={incident.since} />
      </Table.Td>
      <Table.Td>
        {!incident.inForce && t('sipGuard.over')}
        {incident.inForce && (incident.until === null ? t('sipGuard.whileItLasts') : <When at={incident.until} />)}
      </Table.Td>
      <Table.Td className="figures">
        {incident.refused}
        <Text size="xs" c="dimmed">
          {t('sipGuard.last', { when: dateTimeText(incident.lastAt, style) })}
        </Text>
      </Table.Td>
      <Table.Td ta="right">
        {incident.banId !== null && (
          <RowMenu label={`${t('common.actions')}: ${incident.source}`}>
            <Menu.Item leftSection={<IconEar size={16} />} onClick={onLift}>
              {t('sipGuard.lift')}
            </Menu.Item>
          </RowMenu>
        )}
      </Table.Td>
    </Table.Tr>
  );
}

function Why({ incident }: { incident: GuardIncident }) {
  const { t } = useTranslation();
  const { kind, reason, note, bannedBy, names } = incident;
  return (
    <>
      <Text size="sm">
        {t(`sipGuard.sentence.${reason}`, { by: bannedBy ?? '', note: note ?? '' })}{' '}
        {kind === 'spared' && t('sipGuard.sparedWhy')}
      </Text>
      {names.length > 0 && (
        <Text size="xs" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
          {t('sipGuard.tried', { names: names.join(', ') })}
        </Text>
      )}
    </>
  );
}
