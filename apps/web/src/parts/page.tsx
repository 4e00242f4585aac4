import { Box, Group, Stack, Text, Title } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import type { ReactNode } from 'react';

/** Heading, actions, content: every page has this frame. */
export function Page({
  title,
  actions,
  children,
  lead,
}: {
  title: string;
  actions?: ReactNode;
  lead?: ReactNode;
  children: ReactNode;
}) {
  useDocumentTitle(`${title} · Carillon`);
  return (
    <Stack gap="lg" maw={1120} mx="auto" pb={260}>
      <Group justify="space-between" align="flex-end" gap="sm">
        <Box>
          <Title order={1} fz={26}>
            {title}
          </Title>
          {lead && (
            <Text c="dimmed" size="sm" mt={2}>
              {lead}
            </Text>
          )}
        </Box>
        <Group gap="xs">{actions}</Group>
      </Group>
      {children}
    </Stack>
  );
}
