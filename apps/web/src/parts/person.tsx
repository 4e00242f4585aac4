import { Avatar } from '@mantine/core';
import { initials } from '../lib/format.ts';

/** Initials on a quiet disc; the name always stands beside it, so it is hidden from screen readers. */
export function PersonAvatar({ name, size = 34 }: { name: string; size?: number }) {
  return (
    <Avatar size={size} radius="xl" color="ink" variant="light" aria-hidden>
      {initials(name)}
    </Avatar>
  );
}
