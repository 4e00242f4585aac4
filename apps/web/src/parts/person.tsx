import { Avatar } from '@mantine/core';
import { initials } from '../lib/format.ts';

/** Initials on a quiet disc, drawn and not said: the name always stands beside it or names the button. */
export function PersonAvatar({ name, size = 34 }: { name: string; size?: number }) {
  return (
    <Avatar size={size} radius="xl" color="ink" variant="light" aria-hidden>
      <span className="initials" data-initials={initials(name)} />
    </Avatar>
  );
}
