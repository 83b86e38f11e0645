import { CheckOutlined, DeleteOutlined, EditOutlined, UndoOutlined } from '@ant-design/icons';
import { useQueryClient } from '@tanstack/react-query';
import { App, Button, Input, Popconfirm, Select, Space, Tag, Tooltip } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { api } from '@/api/client';
import { useAll, useRemove } from '@/api/resource';
import { useMay, useMe } from '@/api/session';
import type { FollowUp, User } from '@/api/types';
import { DialNumber } from '@/features/work/DialPad';
import { useServerNow } from '@/live/clock';
import { Caller } from '@/ui/Caller';
import { DataTable, type Column } from '@/ui/DataTable';
import { useShowError } from '@/ui/errors';
import { useListState } from '@/ui/listState';
import { PageHead } from '@/ui/PageHead';
import { PeriodPicker } from '@/ui/PeriodPicker';
import { dateTime } from '@/ui/time';

import { PATH } from './data';
import { PlanDialog } from './PlanDialog';

/** Customers who were promised to be called back: one's own, for supervisors everybody's. */
export function FollowUpsPage() {
  const { t } = useTranslation();
  const may = useMay();
  const zone = useMe().tenant.timezone;
  const list = useListState('due_at');
  const { filters } = list.state;
  const [planning, setPlanning] = useState<{ row?: FollowUp } | null>(null);
  const users = useAll<User>('/users', may('users.read'));
  const columns: Column<FollowUp>[] = [
    {
      title: t('follow_up.due_at'),
      sortBy: 'due_at',
      render: (_, row) => (
        <span className="num nowrap">
          {dateTime(row.due_at, zone).slice(0, 16)}{' '}
          {row.state === 'open' && <Overdue since={row.due_at} />}
        </span>
      ),
    },
    {
      title: t('follow_up.state'),
      sortBy: 'state',
      render: (_, row) => (
        <Tag color={row.state === 'done' ? 'green' : 'blue'}>{t(`follow_up.is_${row.state}`)}</Tag>
      ),
    },
    {
      title: t('call.number'),
      sortBy: 'number',
      render: (_, row) => (
        <span className="nowrap">
          <Caller number={row.number} />
          <DialNumber number={row.number} />
        </span>
      ),
    },
    {
      title: t('call.customer'),
      sortBy: 'customer_name',
      render: (_, row) => row.customer_name ?? '—',
    },
    { title: t('follow_up.note'), sortBy: 'note', dataIndex: 'note' },
    { title: t('call.agent'), sortBy: 'agent_name', dataIndex: 'agent_name' },
    { title: t('follow_up.result'), sortBy: 'result', dataIndex: 'result' },
    {
      title: t('follow_up.done_at'),
      sortBy: 'done_at',
      render: (_, row) => (
        <span className="nowrap">
          {row.done_at ? `${dateTime(row.done_at, zone).slice(0, 16)} ${row.done_by_name}` : '—'}
        </span>
      ),
    },
    {
      key: '_actions',
      title: '',
      fixed: 'right',
      width: 1,
      render: (_, row) => <Actions row={row} onEdit={() => setPlanning({ row })} />,
    },
  ];
  return (
    <div className="page">
      <PageHead
        title={t('nav.follow_ups')}
        hint={t('follow_up.hint')}
        extra={
          <Button type="primary" onClick={() => setPlanning({})} data-testid="create">
            {t('follow_up.plan')}
          </Button>
        }
      />
      <DataTable<FollowUp>
        path={PATH}
        list={list}
        columns={columns}
        search={t('follow_up.search')}
        exportable={may('calls.export')}
        testid="follow-ups"
        filters={
          <>
            <PeriodPicker list={list} />
            <Select
              allowClear
              placeholder={t('follow_up.state')}
              style={{ width: 120 }}
              value={filters.state}
              options={['open', 'done'].map((value) => ({
                value,
                label: t(`follow_up.is_${value}`),
              }))}
              onChange={(value: string | undefined) => list.change({ state: value })}
            />
            {users.data && (
              <Select
                allowClear
                showSearch={{ optionFilterProp: 'label' }}
                placeholder={t('call.agent')}
                style={{ width: 140 }}
                value={filters.agent_id}
                options={users.data.map(({ id, name }) => ({ value: id, label: name }))}
                onChange={(value: string | undefined) => list.change({ agent_id: value })}
              />
            )}
          </>
        }
      />
      {planning && <PlanDialog {...planning} onClose={() => setPlanning(null)} />}
    </div>
  );
}

function Overdue({ since }: { since: number }) {
  const { t } = useTranslation();
  return useServerNow() >= since ? <Tag color="red">{t('follow_up.overdue')}</Tag> : null;
}

function Actions({ row, onEdit }: { row: FollowUp; onEdit: () => void }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const client = useQueryClient();
  const showError = useShowError();
  const remove = useRemove(PATH);
  const [result, setResult] = useState('');
  const post = async (path: string, body: object) => {
    try {
      await api.post(`${PATH}/${row.id}/${path}`, body);
      void message.success(t('common.saved'));
    } catch (error) {
      showError(error);
    } finally {
      await client.invalidateQueries({ queryKey: [PATH] });
    }
  };
  return (
    <Space size={2}>
      {row.state === 'open' ? (
        <>
          <Popconfirm
            icon={null}
            title={t('follow_up.how_did_it_go')}
            description={
              <Input
                value={result}
                maxLength={400}
                onChange={(event) => setResult(event.target.value)}
                data-testid="follow-up-result"
              />
            }
            okText={t('follow_up.finish')}
            okButtonProps={{ 'data-testid': 'follow-up-finish' }}
            onConfirm={() => post('done', { result })}
          >
            <Tooltip title={t('follow_up.finish')}>
              <Button
                type="text"
                icon={<CheckOutlined />}
                aria-label={t('follow_up.finish')}
                data-testid="follow-up-done"
              />
            </Tooltip>
          </Popconfirm>
          <Tooltip title={t('common.edit')}>
            <Button
              type="text"
              icon={<EditOutlined />}
              aria-label={t('common.edit')}
              onClick={onEdit}
            />
          </Tooltip>
        </>
      ) : (
        <Tooltip title={t('follow_up.reopen')}>
          <Button
            type="text"
            icon={<UndoOutlined />}
            aria-label={t('follow_up.reopen')}
            onClick={() => void post('reopen', {})}
          />
        </Tooltip>
      )}
      <Popconfirm
        title={t('common.delete_confirm', { name: row.note || row.number })}
        okButtonProps={{ danger: true }}
        okText={t('common.delete')}
        onConfirm={() => remove.mutateAsync(row.id).catch(showError)}
      >
        <Button type="text" danger icon={<DeleteOutlined />} aria-label={t('common.delete')} />
      </Popconfirm>
    </Space>
  );
}
