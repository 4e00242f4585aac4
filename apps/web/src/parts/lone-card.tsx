import { Center, Group, Stack, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';

type Props = { title: string; lead?: string; wide?: boolean; children: ReactNode };

/** A page outside the shell: sign-in, invitation, first start; `wide` for an order form. */
export function LoneCard({ title, lead, wide = false, children }: Props) {
  return (
    <Center component="main" mih="100vh" p="md">
      <Stack w="100%" maw={wide ? 640 : 400} gap="lg">
        <Group gap={10} justify="center">
          <img src="/icon.svg" alt="" width={40} height={40} />
          <Text fw={750} fz={24}>
            Carillon
          </Text>
        </Group>
        <Stack className="surface" p="xl" gap="md">
          <div>
            <Title order={1} fz={22}>
              {title}
            </Title>
            {lead && (
              <Text c="dimmed" size="sm" mt={4}>
                {lead}
              </Text>
            )}
          </div>
          {children}
        </Stack>
      </Stack>
    </Center>
  );
}
