import { Table } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

type Props = { label: string; head: readonly string[]; minWidth?: number; withActions?: boolean; children: ReactNode };

/** A list of the set-up pages: a real table that scrolls by itself on a narrow screen. */
export function DataTable({ label, head, minWidth = 620, withActions = true, children }: Props) {
  const { t } = useTranslation();
  return (
    <Table.ScrollContainer minWidth={minWidth} className="surface">
      <Table verticalSpacing="sm" horizontalSpacing="md" aria-label={label}>
        <Table.Thead>
          <Table.Tr>
            {head.map((name) => (
              <Table.Th key={name}>{name}</Table.Th>
            ))}
            {withActions && <Table.Th aria-label={t('common.actions')} />}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>{children}</Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}
