import { Tooltip } from '@mantine/core';
import { dateTimeText, timeText } from '../lib/format.ts';
import { useWhen } from '../lib/use-when.ts';

/** A moment: short here, whole on hover and for machines. */
export function When({ at, form = 'full' }: { at: string; form?: 'time' | 'full' }) {
  const style = useWhen();
  const whole = dateTimeText(at, style);
  const shown = form === 'time' ? timeText(at, style) : whole;
  return (
    <Tooltip label={`${whole} (${style.timeZone})`} openDelay={400}>
      <time dateTime={at}>{shown}</time>
    </Tooltip>
  );
}
