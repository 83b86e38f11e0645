import { Drawer, Skeleton } from 'antd';
import { useTranslation } from 'react-i18next';

import { useOne } from '@/api/resource';
import { useMe } from '@/api/session';
import type { Flow, FlowSummary } from '@/api/types';
import { DataTable } from '@/ui/DataTable';
import { LoadError } from '@/ui/errors';
import { PageHead } from '@/ui/PageHead';
import { useListState } from '@/ui/listState';
import { dateTime } from '@/ui/time';

import { FlowView } from './FlowView';

export function FlowsPage() {
  const { t } = useTranslation();
  const { tenant } = useMe();
  const list = useListState('name');
  return (
    <div className="page">
      <PageHead title={t('nav.flows')} hint={t('flow.hint')} />
      <DataTable<FlowSummary>
        path="/flows"
        list={list}
        search={t('common.search')}
        onRow={(row) => list.change({ _open: row.id })}
        columns={[
          { title: t('flow.name'), sortBy: 'name', dataIndex: 'name' },
          { title: t('flow.version'), align: 'right', dataIndex: 'version' },
          {
            title: t('prompt.changed_at'),
            sortBy: 'changed_at',
            render: (_, row) => (
              <span className="num">{dateTime(row.changed_at, tenant.timezone)}</span>
            ),
          },
        ]}
      />
      {list.open && <FlowDrawer id={list.open} onClose={() => list.change({ _open: null })} />}
    </div>
  );
}

function FlowDrawer({ id, onClose }: { id: string; onClose: () => void }) {
  const { t } = useTranslation();
  const flow = useOne<Flow>('/flows', id);
  return (
    <Drawer open size={680} onClose={onClose} title={flow.data?.name ?? t('nav.flows')}>
      {flow.isPending && <Skeleton active />}
      {flow.error && <LoadError error={flow.error} retry={() => void flow.refetch()} />}
      {flow.data && <FlowView flow={flow.data} />}
    </Drawer>
  );
}
