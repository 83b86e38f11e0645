import { Col, Divider, Form, InputNumber, Row, Tag } from 'antd';
import { useTranslation } from 'react-i18next';

import { useAll } from '@/api/resource';
import { useMay } from '@/api/session';
import type { Escalation, FlowSummary, Queue, User } from '@/api/types';
import { CrudPage } from '@/ui/CrudPage';
import { NumberField, SelectField, SwitchField, TextField } from '@/ui/fields';

import { AutoCallbackFields } from './AutoCallbackFields';
import { DefaultAgeing, useQueueDefaults } from './DefaultAgeing';
import { ESCALATION, escalationOf } from './escalation';
import { ExpertFields } from './ExpertFields';
import { levelsOf } from './levels';
import { OverflowFields } from './OverflowFields';
import { SkillFields } from './SkillFields';
import {
  ANNOUNCING,
  announcingOf,
  AUTO_CALLBACK,
  autoCallbackOf,
  CALLING_BACK,
  callingBackOf,
  exitsOf,
} from './waiting';
import { ExitFields } from './ExitFields';
import { WaitingFields } from './WaitingFields';

const STRATEGIES: Queue['strategy'][] = [
  'longest_idle',
  'fewest_calls',
  'least_talk',
  'round_robin',
  'sequential',
  'most_skilled',
  'random',
  'ring_all',
];

/** How many are rung at once, where all are. */
function RingAtMost() {
  const { t } = useTranslation();
  const strategy = Form.useWatch('strategy') as Queue['strategy'] | undefined;
  return (
    <div hidden={strategy !== 'ring_all'}>
      <NumberField
        name="ring_at_most"
        label={t('queue.ring_at_most')}
        help={t('queue.ring_at_most_help')}
        min={2}
        max={50}
      />
    </div>
  );
}

export function QueuesPage() {
  const { t } = useTranslation();
  const may = useMay();
  const defaults = useQueueDefaults();
  const users = useAll<User>('/users', may('users.read'));
  const flows = useAll<FlowSummary>('/flows', may('flows.read'));
  const members = (users.data ?? []).filter((user) => user.extension !== null);
  const seconds = (value: number) => `${value} ${t('common.seconds')}`;
  const number = (name: keyof Queue, help?: string, unit?: string, min = 0) => (
    <Col span={12}>
      <NumberField
        name={name}
        label={t(`queue.${name}`)}
        min={min}
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
      extra={<DefaultAgeing />}
      noun={t('queue.one')}
      nameOf={(row) => row.name}
      writePermission="queues.write"
      width={720}
      initial={{
        strategy: 'longest_idle',
        priority: 0,
        ring_at_most: 10,
        offer_timeout_s: 20,
        wrap_up_s: 30,
        comfort_first_s: 30,
        comfort_every_s: 30,
        comfort_prompts: ['comfort'],
        language: null,
        announcing: ANNOUNCING,
        exits: [],
        calling_back: CALLING_BACK,
        auto_callback: AUTO_CALLBACK,
        exits_prompt: null,
        music_id: null,
        max_wait_s: 0,
        max_waiting: 0,
        short_abandon_s: 5,
        record: true,
        member_ids: [],
        skills: [],
        relaxing: [],
        ageing_per_min: null,
        sticky_wait_s: 0,
        overflow: [],
        handling_s: 180,
        survey_flow_id: null,
        survey_outbound: false,
        expert: false,
        escalation: ESCALATION,
      }}
      toForm={(row) => ({ ...row, escalation: row.escalation ?? ESCALATION })}
      fromForm={({
        overflow,
        ageing_per_min,
        exits,
        announcing,
        calling_back,
        auto_callback,
        escalation,
        ...values
      }) => ({
        ...values,
        escalation: escalationOf(escalation as Partial<Escalation> | null),
        exits: exitsOf(exits),
        announcing: announcingOf(announcing),
        calling_back: callingBackOf(calling_back),
        auto_callback: autoCallbackOf(auto_callback),
        overflow: levelsOf(overflow),
        ageing_per_min: ageing_per_min ?? null,
      })}
      columns={[
        {
          title: t('queue.name'),
          sortBy: 'name',
          render: (_, row) => (
            <>
              {row.name} {row.expert && <Tag color="gold">{t('queue.experts')}</Tag>}
            </>
          ),
        },
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
      fields={(row) => (
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
          <RingAtMost />
          <Row gutter={16}>
            {number('priority', t('queue.priority_help'))}
            {number('offer_timeout_s', undefined, t('common.seconds'))}
            {number('wrap_up_s', t('common.off_zero'), t('common.seconds'))}
            {number('max_wait_s', t('common.unlimited_zero'), t('common.seconds'))}
            {number('max_waiting', t('common.unlimited_zero'))}
            {number('short_abandon_s', t('queue.short_abandon_help'), t('common.seconds'))}
          </Row>
          <SwitchField name="record" label={t('queue.record')} />
          <Divider titlePlacement="start">{t('queue.routing')}</Divider>
          <SkillFields />
          <Row gutter={16}>
            <Col span={12}>
              <Form.Item
                name="ageing_per_min"
                label={t('queue.ageing_per_min')}
                extra={t('queue.ageing_help')}
              >
                <InputNumber
                  min={0}
                  max={1000}
                  precision={0}
                  suffix={t('queue.points_per_min')}
                  placeholder={String(defaults.data?.ageing_per_min ?? 0)}
                  style={{ width: '100%' }}
                  data-testid="field-ageing_per_min"
                />
              </Form.Item>
            </Col>
            {number('sticky_wait_s', t('queue.sticky_help'), t('common.seconds'))}
            {number('handling_s', t('queue.handling_help'), t('common.seconds'), 1)}
          </Row>
          <OverflowFields own={row?.id} />
          <Divider titlePlacement="start">{t('queue.second_line')}</Divider>
          <ExpertFields own={row?.id} />
          <Divider titlePlacement="start">{t('queue.waiting')}</Divider>
          <WaitingFields />
          <ExitFields own={row?.id} />
          <Divider titlePlacement="start">{t('queue.auto_callback')}</Divider>
          <AutoCallbackFields />
          <Divider titlePlacement="start">{t('queue.survey')}</Divider>
          <SelectField
            name="survey_flow_id"
            label={t('queue.survey_flow_id')}
            help={t('queue.survey_help')}
            none={t('queue.no_survey')}
            options={(flows.data ?? [])
              .filter(({ asks }) => asks)
              .map(({ id, name }) => ({ value: id, label: name }))}
          />
          <SwitchField name="survey_outbound" label={t('queue.survey_outbound')} />
        </>
      )}
    />
  );
}
