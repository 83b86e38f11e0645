import { DeleteOutlined, PlusOutlined } from '@ant-design/icons';
import { App, Button, Drawer, Popconfirm, Skeleton, Typography } from 'antd';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';

import { api } from '@/api/client';
import { useOne, useRemove } from '@/api/resource';
import { useMay } from '@/api/session';
import type { Call, Customer, Page } from '@/api/types';
import { readable } from '@/ui/Caller';
import { DataTable } from '@/ui/DataTable';
import { LoadError, useShowError } from '@/ui/errors';
import { LevelTag } from '@/ui/LevelTag';
import { PageHead } from '@/ui/PageHead';
import { useListState } from '@/ui/listState';

import { CustomerForm } from './CustomerForm';
import { LastCalls } from './LastCalls';

const NEW = 'new';

export function CustomersPage() {
  const { t } = useTranslation();
  const may = useMay();
  const list = useListState('name');
  const close = () => list.change({ _open: null });
  return (
    <div className="page">
      <PageHead title={t('nav.customers')} />
      <DataTable<Customer>
        path="/customers"
        list={list}
        search={t('customer.search')}
        onRow={(row) => list.change({ _open: row.id })}
        actions={
          may('customers.write') && (
            <Button
              type="primary"
              icon={<PlusOutlined />}
              onClick={() => list.change({ _open: NEW })}
            >
              {t('common.create', { noun: t('customer.one') })}
            </Button>
          )
        }
        columns={[
          {
            title: t('customer.name'),
            sortBy: 'name',
            render: (_, row) => (
              <>
                {row.name} <LevelTag level={row.level} />
              </>
            ),
          },
          { title: t('customer.company'), sortBy: 'company', dataIndex: 'company' },
          {
            title: t('customer.numbers'),
            render: (_, row) => <span className="num">{row.numbers.map(readable).join(', ')}</span>,
          },
          { title: t('customer.email'), dataIndex: 'email' },
          { title: t('customer.address'), dataIndex: 'address', ellipsis: true },
        ]}
      />
      {list.open === NEW && (
        <Drawer
          open
          size={640}
          onClose={close}
          mask={{ closable: false }}
          title={t('common.create', { noun: t('customer.one') })}
        >
          <CustomerForm customer={null} onSaved={close} />
        </Drawer>
      )}
      {list.open && list.open !== NEW && <Detail id={list.open} onClose={close} />}
    </div>
  );
}

function Detail({ id, onClose }: { id: string; onClose: () => void }) {
  const { t } = useTranslation();
  const may = useMay();
  const { message } = App.useApp();
  const showError = useShowError();
  const customer = useOne<Customer>('/customers', id);
  const remove = useRemove('/customers');
  const calls = useQuery({
    queryKey: ['/customers', 'calls', id],
    queryFn: async ({ signal }) => {
      const found = await api.get<Call[] | Page<Call>>(`/customers/${id}/calls`, {}, signal);
      return Array.isArray(found) ? found : found.items;
    },
  });
  const drop = () =>
    remove.mutateAsync(id).then(() => {
      void message.success(t('common.deleted'));
      onClose();
    }, showError);
  return (
    <Drawer
      open
      size={640}
      onClose={onClose}
      title={customer.data?.name ?? t('customer.record')}
      extra={
        may('customers.write') &&
        customer.data && (
          <Popconfirm
            title={t('common.delete_confirm', { name: customer.data.name })}
            okText={t('common.delete')}
            okButtonProps={{ danger: true }}
            onConfirm={drop}
          >
            <Button danger type="text" icon={<DeleteOutlined />}>
              {t('common.delete')}
            </Button>
          </Popconfirm>
        )
      }
    >
      {customer.isPending && <Skeleton active />}
      {customer.error && <LoadError error={customer.error} retry={() => void customer.refetch()} />}
      {customer.data && (
        <>
          <CustomerForm customer={customer.data} readOnly={!may('customers.write')} />
          <Typography.Title level={5} style={{ marginTop: 24 }}>
            {t('customer.last_calls')}
          </Typography.Title>
          <LastCalls calls={calls.data ?? []} />
        </>
      )}
    </Drawer>
  );
}
