import { Select, Table, Text, TextInput } from '@mantine/core';
import { numbersOperations, telephonyOperations, type NumberView } from '@carillon/api';
import { IconHash } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { mayEverywhere, useSignedIn } from '../api/session.ts';
import { useCommand, useOperation, usePages } from '../api/use-operation.ts';
import { usePhoneText } from '../lib/use-phone-text.ts';
import { DataTable } from '../parts/data-table.tsx';
import { Empty } from '../parts/empty.tsx';
import { ListStates, LoadMore } from '../parts/list-states.tsx';
import { Page } from '../parts/page.tsx';
import { ProblemAlert } from '../parts/problem-alert.tsx';

/** Which number rings whom. A change applies to the next call. */
export function NumbersPage() {
  const { t } = useTranslation();
  const pages = usePages(numbersOperations.listNumbers);
  const numbers = pages.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Page title={t('numbers.title')}>
      <ListStates
        query={pages}
        count={numbers.length}
        empty={
          <Empty icon={<IconHash size={40} stroke={1.3} />} title={t('numbers.empty')} help={t('numbers.emptyHelp')} />
        }
      >
        <DataTable
          label={t('numbers.table')}
          head={[t('common.number'), t('numbers.type'), t('numbers.assignedTo'), t('numbers.label')]}
          withActions={false}
        >
          {numbers.map((number) => (
            <NumberRow key={number.id} number={number} />
          ))}
        </DataTable>
        <LoadMore pages={pages} />
      </ListStates>
    </Page>
  );
}

function NumberRow({ number }: { number: NumberView }) {
  const phoneText = usePhoneText();
  const { t } = useTranslation();
  const writable = mayEverywhere(useSignedIn(), 'numbers.number:manage');
  const team = useOperation(telephonyOperations.listTeam).data?.items ?? [];
  const update = useCommand(numbersOperations.updateNumber, [
    numbersOperations.listNumbers,
    numbersOperations.listCallerIds,
  ]);
  const shown = phoneText(number.number);
  const params = { numberId: number.id };
  return (
    <Table.Tr>
      <Table.Td className="figures" fw={600} style={{ whiteSpace: 'nowrap' }}>
        {shown}
      </Table.Td>
      <Table.Td>{t(`numbers.kind.${number.kind}`)}</Table.Td>
      <Table.Td>
        {writable ? (
          <Select
            aria-label={t('numbers.assign', { number: shown })}
            placeholder={t('numbers.unassigned')}
            clearable
            searchable
            miw={210}
            value={number.assignedTo?.id ?? null}
            disabled={update.isPending}
            data={team.map((m) => ({ value: m.userId, label: m.name }))}
            onChange={(assignedUserId) => update.mutate({ params, body: { assignedUserId } })}
          />
        ) : (
          <Text size="sm">{number.assignedTo?.name ?? t('numbers.unassigned')}</Text>
        )}
        <ProblemAlert error={update.error} />
      </Table.Td>
      <Table.Td>
        {writable ? (
          <TextInput
            aria-label={t('numbers.labelFor', { number: shown })}
            defaultValue={number.label ?? ''}
            maxLength={120}
            onBlur={(e) => {
              const label = e.currentTarget.value.trim() || null;
              if (label !== number.label) update.mutate({ params, body: { label } });
            }}
          />
        ) : (
          <Text size="sm">{number.label}</Text>
        )}
      </Table.Td>
    </Table.Tr>
  );
}
