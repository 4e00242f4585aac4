import { Stack, Text, Title } from '@mantine/core';
import { useId, type ReactNode } from 'react';

/** A titled block of a page. */
export function Panel({ title, lead, children }: { title: string; lead?: string; children: ReactNode }) {
  const id = useId();
  return (
    <Stack className="surface" p="lg" component="section" aria-labelledby={id} gap="md">
      <div>
        <Title order={2} fz={17} id={id}>
          {title}
        </Title>
        {lead && (
          <Text size="sm" c="dimmed" mt={4}>
            {lead}
          </Text>
        )}
      </div>
      {children}
    </Stack>
  );
}
