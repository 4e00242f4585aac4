import { Accordion, Checkbox, Stack, Text } from '@mantine/core';
import type { SignatureView } from '@carillon/api';
import { useTranslation } from 'react-i18next';

type Props = {
  view: SignatureView;
  ticked: ReadonlySet<string>;
  onChange: (ticked: ReadonlySet<string>) => void;
};

/** A box for each text and each right given up; none is ticked before. */
export function ConsentBoxes({ view, ticked, onChange }: Props) {
  const { t } = useTranslation();
  const box = (name: string, label: string) => (
    <Checkbox
      key={name}
      label={label}
      checked={ticked.has(name)}
      onChange={(e) => {
        const next = new Set(ticked);
        if (e.currentTarget.checked) next.add(name);
        else next.delete(name);
        onChange(next);
      }}
    />
  );
  return (
    <Stack gap="sm">
      {view.terms.map(({ document, label, textFr, required }) => {
        const name = t(`terms.document.${document}`);
        const suffix = required ? '' : ` ${t('signature.optional')}`;
        return (
          <Stack key={document} gap={4}>
            {box(document, `${t('signature.consent', { document: name, label })}${suffix}`)}
            <Accordion variant="separated" order={3}>
              <Accordion.Item value={document}>
                <Accordion.Control>{`${t('terms.read')}: ${name}`}</Accordion.Control>
                <Accordion.Panel>
                  <Text size="sm" style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>
                    {textFr}
                  </Text>
                </Accordion.Panel>
              </Accordion.Item>
            </Accordion>
          </Stack>
        );
      })}
      {view.waivers.length > 0 && (
        <Text size="sm" c="dimmed">
          {t('signature.waiverLead')}
        </Text>
      )}
      {view.waivers.map((waiver) => box(waiver, t(`signature.waivers.${waiver}`)))}
    </Stack>
  );
}
