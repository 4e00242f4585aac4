import { Stack, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';

/** An empty list says what will be there and what to do next. */
export function Empty({
  icon,
  title,
  help,
  action,
}: {
  icon: ReactNode;
  title: string;
  help?: string;
  action?: ReactNode;
}) {
  return (
    <Stack align="center" gap={6} py={56} px="md" ta="center">
      <Text c="dimmed" component="span" aria-hidden>
        {icon}
      </Text>
      <Title order={2} fz={17}>
        {title}
      </Title>
      {help && (
        <Text c="dimmed" size="sm" maw={440}>
          {help}
        </Text>
      )}
      {action}
    </Stack>
  );
}
