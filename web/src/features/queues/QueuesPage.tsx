import { Col, Row } from 'antd';
import { useTranslation } from 'react-i18next';

import { useAll } from '@/api/resource';
import { useMay } from '@/api/session';
import type { Queue, User } from '@/api/types';
import { CrudPage } from '@/ui/CrudPage';
import { NumberField, SelectField, SwitchField, TextField } from '@/ui/fields';

const STRATEGIES = ['longest_idle'];

export function QueuesPage() {
  const { t } = useTranslation();
  const may = useMay();
  const users = useAll<User>('/users', may('users.read'));
  const members = (users.data ?? []).filter((user) => user.extension !== null);
  const seconds = (value: number) => `${value} ${t('common.seconds')}`;
  const number = (name: keyof Queue, help?: string, unit?: string) => (
    <Col span={12}>
      <NumberField
        name={name}
        label={t(`queue.${name}`)}
        {...(help ? { help } : {})}
        {...(unit ? { unit } : {})}
      />
    </Col>
  );
  return (
    <CrudPage<Queue>
      path="/queues"
      title={t('nav.queues')}
      hint={t('queue.hint')}
      noun={t('queue.one')}
      nameOf={(row) => row.name}
      writePermission="queues.write"
      width={560}
      initial={{
        strategy: 'longest_idle',
        priority: 0,
        offer_timeout_s: 20,
        wrap_up_s: 30,
        comfort_every_s: 30,
        max_wait_s: 0,
        max_waiting: 0,
        short_abandon_s: 5,
        record: true,
        member_ids: [],
      }}
      columns={[
        { title: t('queue.name'), sortBy: 'name', dataIndex: 'name' },
        { title: t('queue.strategy'), render: (_, row) => t(`strategy.${row.strategy}`) },
        { title: t('queue.members'), align: 'right', render: (_, row) => row.member_ids.length },
        { title: t('queue.priority'), sortBy: 'priority', align: 'right', dataIndex: 'priority' },
        {
          title: t('queue.offer_timeout_s'),
          align: 'right',
          render: (_, row) => seconds(row.offer_timeout_s),
        },
        { title: t('queue.wrap_up_s'), align: 'right', render: (_, row) => seconds(row.wrap_up_s) },
        {
          title: t('queue.record'),
          render: (_, row) => (row.record ? t('common.yes') : t('common.no')),
        },
      ]}
      fields={() => (
        <>
          <TextField name="name" label={t('queue.name')} required />
          <SelectField
            name="member_ids"
            label={t('queue.members')}
            help={t('queue.members_help')}
            multiple
            options={members.map((user) => ({
              value: user.id,
              label: `${user.name} (${user.extension})`,
            }))}
          />
          <SelectField
            name="strategy"
            label={t('queue.strategy')}
            required
            options={STRATEGIES.map((name) => ({ value: name, label: t(`strategy.${name}`) }))}
          />
          <Row gutter={16}>
            {number('priority', t('queue.priority_help'))}
            {number('offer_timeout_s', undefined, t('common.seconds'))}
            {number('wrap_up_s', t('common.off_zero'), t('common.seconds'))}
            {number('comfort_every_s', t('common.off_zero'), t('common.seconds'))}
            {number('max_wait_s', t('common.unlimited_zero'), t('common.seconds'))}
            {number('max_waiting', t('common.unlimited_zero'))}
            {number('short_abandon_s', t('queue.short_abandon_help'), t('common.seconds'))}
          </Row>
          <SwitchField name="record" label={t('queue.record')} />
        </>
      )}
    />
  );
}
