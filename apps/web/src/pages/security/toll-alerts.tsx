import { Table, Text, Title } from '@mantine/core';
import type { TollAlertView } from '@carillon/api';
import { useTranslation } from 'react-i18next';
import { DataTable } from '../../parts/data-table.tsx';
import { When } from '../../parts/when.tsx';

/** Alarms of the toll fraud guard, newest first; for staff with the organization's name. */
export function TollAlerts({
  alerts,
  withOrganization = false,
}: {
  alerts: readonly TollAlertView[];
  withOrganization?: boolean;
}) {
  const { t } = useTranslation();
  const head = [t('toll.when'), ...(withOrganization ? [t('toll.organization')] : []), t('toll.what'), t('toll.who')];
  return (
    <section aria-labelledby="toll-alerts">
      <Title order={2} fz={18} mb="xs" id="toll-alerts">
        {t('toll.alerts')}
      </Title>
      {alerts.length === 0 && (
        <Text size="sm" c="dimmed">
          {t('toll.noAlerts')}
        </Text>
      )}
      {alerts.length > 0 && (
        <DataTable label={t('toll.alerts')} head={head} withActions={false}>
          {alerts.map((alert) => (
            <Table.Tr key={alert.id}>
              <Table.Td>
                <When at={alert.at} />
              </Table.Td>
              {withOrganization && <Table.Td>{alert.organization.name}</Table.Td>}
              <Table.Td>
                <Text size="sm">
                  {alert.kind === 'limit_reached'
                    ? t(`toll.alert.${alert.reason ?? 'calls_per_hour'}`, {
                        class: t(`toll.class.${alert.destination}`),
                      })
                    : t('toll.alert.out_of_hours', { count: alert.calls })}
                </Text>
              </Table.Td>
              <Table.Td>{alert.userName ?? '–'}</Table.Td>
            </Table.Tr>
          ))}
        </DataTable>
      )}
    </section>
  );
}
