import { Badge, Button, Group, Stack, Table } from '@mantine/core';
import { contractOperations, type PriceListView } from '@carillon/api';
import { IconPlus, IconReceipt } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useOperation } from '../../api/use-operation.ts';
import { dateText } from '../../lib/format.ts';
import { useWhen } from '../../lib/use-when.ts';
import { WideTable } from '../../parts/data-table.tsx';
import { Empty } from '../../parts/empty.tsx';
import { ListStates } from '../../parts/list-states.tsx';
import { Page } from '../../parts/page.tsx';
import { Panel } from '../../parts/panel.tsx';
import { PublishPriceList, type Catalogue } from './publish-price-list.tsx';

/** Prices by currency, the newest list first. */
export function PricesPage() {
  const { t } = useTranslation();
  const query = useOperation(contractOperations.readCatalogue);
  const [publishing, setPublishing] = useState(false);
  const lists = query.data?.priceLists ?? [];
  const publish = (
    <Button leftSection={<IconPlus size={17} />} onClick={() => setPublishing(true)}>
      {t('priceLists.publish')}
    </Button>
  );
  return (
    <Page title={t('priceLists.title')} lead={t('priceLists.lead')} actions={publish}>
      <ListStates
        query={query}
        count={lists.length}
        empty={
          <Empty
            icon={<IconReceipt size={40} stroke={1.3} />}
            title={t('priceLists.empty')}
            help={t('priceLists.emptyHelp')}
          />
        }
      >
        <Stack>
          {query.data && lists.map((list) => <PriceListPanel key={list.id} list={list} catalogue={query.data} />)}
        </Stack>
      </ListStates>
      {publishing && query.data && <PublishPriceList catalogue={query.data} onClose={() => setPublishing(false)} />}
    </Page>
  );
}

/** The list of a currency that holds today: the newest that has begun. */
function isInForce(list: PriceListView, { priceLists, today }: Catalogue): boolean {
  return priceLists.find(({ currency, validFrom }) => currency === list.currency && validFrom <= today)?.id === list.id;
}

function PriceListPanel({ list, catalogue }: { list: PriceListView; catalogue: Catalogue }) {
  const { t, i18n } = useTranslation();
  const { language } = useWhen();
  const amounts = new Map(list.prices.map(({ product, amount }) => [product, amount]));
  const money = new Intl.NumberFormat(language, { style: 'currency', currency: list.currency });
  const { label, currency } = list;
  const title = t('priceLists.list', { label, currency, day: dateText(list.validFrom, language) });
  return (
    <Panel title={title}>
      {isInForce(list, catalogue) && (
        <Badge variant="dot" color="teal">
          {t('priceLists.holds')}
        </Badge>
      )}
      <WideTable label={title} minWidth={360} framed={false}>
        <Table aria-label={title}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t('priceLists.product')}</Table.Th>
              <Table.Th ta="right">{t('priceLists.price')}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {catalogue.products
              .filter(({ code }) => amounts.has(code))
              .map((product) => (
                <Table.Tr key={product.code}>
                  <Table.Td>{i18n.language === 'en' ? product.name.en : product.name.fr}</Table.Td>
                  <Table.Td ta="right" className="figures">
                    <Group gap={6} justify="flex-end">
                      {money.format(amounts.get(product.code) as Intl.StringNumericLiteral)}
                      {t(`priceLists.per.${product.per}`)}
                    </Group>
                  </Table.Td>
                </Table.Tr>
              ))}
          </Table.Tbody>
        </Table>
      </WideTable>
    </Panel>
  );
}
