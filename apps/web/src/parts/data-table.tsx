import { Table, VisuallyHidden } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

type Props = { label: string; head: readonly string[]; minWidth?: number; withActions?: boolean; children: ReactNode };

/** A list: a real table that scrolls by itself on a narrow screen, by keyboard too. */
export function DataTable({ label, head, minWidth = 620, withActions = true, children }: Props) {
  const { t } = useTranslation();
  return (
    <WideTable label={label} minWidth={minWidth}>
      <Table verticalSpacing="sm" horizontalSpacing="md" aria-label={label}>
        <Table.Thead>
          <Table.Tr>
            {head.map((name) => (
              <Table.Th key={name}>{name}</Table.Th>
            ))}
            {withActions && (
              <Table.Th>
                <VisuallyHidden>{t('common.actions')}</VisuallyHidden>
              </Table.Th>
            )}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>{children}</Table.Tbody>
      </Table>
    </WideTable>
  );
}

type WideProps = { label: string; minWidth: number; framed?: boolean; children: ReactNode };

/** Scrolls sideways when the screen is narrower than the table; reachable by Tab, so that arrow keys move it. */
export function WideTable({ label, minWidth, framed = true, children }: WideProps) {
  const viewportProps = { tabIndex: 0, role: 'group', 'aria-label': label };
  return (
    <Table.ScrollContainer
      minWidth={minWidth}
      {...(framed ? { className: 'surface' } : { mt: 'sm' })}
      scrollAreaProps={{ viewportProps }}
    >
      {children}
    </Table.ScrollContainer>
  );
}
