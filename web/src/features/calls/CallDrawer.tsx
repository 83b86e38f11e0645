import {
  App,
  Button,
  Descriptions,
  Drawer,
  Empty,
  Form,
  Input,
  Skeleton,
  TreeSelect,
  Typography,
} from 'antd';
import { useTranslation } from 'react-i18next';

import { useOne, useSave } from '@/api/resource';
import { useMay, useMe } from '@/api/session';
import type { CallDetail } from '@/api/types';
import { OfCall } from '@/features/follow-ups/OfCall';
import { toChoices, useDispositions } from '@/features/settings/choices';
import { DialNumber } from '@/features/work/DialPad';
import { Caller, readable } from '@/ui/Caller';
import { LoadError, useShowError } from '@/ui/errors';
import { useOnce } from '@/ui/once';
import { dateTime, duration } from '@/ui/time';

import { BlockCaller } from './BlockCaller';
import { Direction } from './Direction';
import { Legs } from './Legs';
import { Player } from './Player';
import { MessageMark } from './MessageMark';
import { SurveyMark } from './SurveyMark';
import { Timeline } from './Timeline';

/** One call: what happened second by second, its recording, how it ended. */
export function CallDrawer({ id, onClose }: { id: string; onClose: () => void }) {
  const { t } = useTranslation();
  const call = useOne<CallDetail>('/calls', id);
  return (
    <Drawer
      open
      size={720}
      onClose={onClose}
      title={t('call.detail')}
      data-testid="call-detail"
      extra={call.data && <BlockCaller call={call.data} />}
    >
      {call.isPending && <Skeleton active />}
      {call.error && <LoadError error={call.error} retry={() => void call.refetch()} />}
      {call.data && <Detail call={call.data} />}
    </Drawer>
  );
}

function Detail({ call }: { call: CallDetail }) {
  const { t } = useTranslation();
  const { user, tenant } = useMe();
  const may = useMay();
  const editable =
    call.ended_at !== null &&
    call.agent_id !== null &&
    (call.agent_id === user.id || may('calls.read'));
  const item = (label: string, children: React.ReactNode) => ({
    key: label,
    label,
    children: children || '—',
  });
  return (
    <div className="stack">
      <Descriptions
        size="small"
        column={2}
        items={[
          item(
            t('call.number'),
            <>
              <Direction direction={call.direction} /> <Caller number={call.customer_number} />
              <DialNumber number={call.customer_number} />
              {call.place && <Typography.Text type="secondary">{call.place}</Typography.Text>}
            </>,
          ),
          ...(call.direction === 'out' ? [item(t('call.shown'), readable(call.from_number))] : []),
          item(t('call.customer'), call.customer_name || call.from_name),
          item(t('call.dialled'), `${readable(call.dialled)} ${call.line}`),
          item(t('call.queue'), call.queue_name),
          item(t('call.agent'), call.agent_name),
          item(
            t('call.outcome'),
            <>
              {call.outcome ? t(`outcome.${call.outcome}`) : t('outcome.running')}{' '}
              <MessageMark call={call} />
            </>,
          ),
          ...(call.survey ? [item(t('call.survey'), <SurveyMark call={call} />)] : []),
          ...(call.refused_why
            ? [
                item(
                  t('caller_list.refused_why'),
                  [t(`refused_why.${call.refused_why}`), call.refused_reason]
                    .filter(Boolean)
                    .join(' · '),
                ),
              ]
            : []),
          item(t('call.arrived_at'), dateTime(call.arrived_at, tenant.timezone)),
          item(t('call.ended_at'), dateTime(call.ended_at, tenant.timezone)),
          item(t('call.wait'), duration(call.wait_ms)),
          item(t('call.talk'), duration(call.talk_ms)),
          item(t('call.hold'), duration(call.hold_ms)),
          item(t('call.wrap'), duration(call.wrap_ms)),
        ]}
      />
      <section>
        <Typography.Title level={5}>{t('call.recording')}</Typography.Title>
        {call.recordings.length === 0 ? (
          <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('call.no_recording')} />
        ) : (
          call.recordings.map((recording) => <Player key={recording.id} recording={recording} />)
        )}
      </section>
      <section>
        <Typography.Title level={5}>{t('call.wrap_up')}</Typography.Title>
        {editable && may('work.handle') && (
          <OfCall callId={call.id} number={call.customer_number} />
        )}
        <WrapForm key={`${call.disposition_id} ${call.notes}`} call={call} editable={editable} />
      </section>
      <section>
        <Typography.Title level={5}>{t('quality.title')}</Typography.Title>
        <Legs legs={call.legs} />
      </section>
      <section>
        <Typography.Title level={5}>{t('call.timeline')}</Typography.Title>
        <Timeline items={call.timeline} />
      </section>
    </div>
  );
}

function WrapForm({ call, editable }: { call: CallDetail; editable: boolean }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const showError = useShowError();
  const dispositions = useDispositions(editable);
  const save = useSave<CallDetail>('/calls');
  const submit = useOnce(async (values: { disposition_id?: string | null; notes: string }) => {
    try {
      await save.mutateAsync({
        id: call.id,
        values: { disposition_id: values.disposition_id ?? null, notes: values.notes },
      });
      void message.success(t('common.saved'));
    } catch (error) {
      showError(error);
    }
  });
  if (!editable) {
    return (
      <p>
        {call.disposition_name ?? '—'} <span className="muted">{call.notes}</span>
      </p>
    );
  }
  return (
    <Form
      layout="vertical"
      initialValues={{ disposition_id: call.disposition_id, notes: call.notes }}
      onFinish={submit}
    >
      <Form.Item name="disposition_id" label={t('call.disposition')}>
        <TreeSelect
          allowClear
          showSearch={{ treeNodeFilterProp: 'label' }}
          treeData={toChoices(dispositions)}
          treeNodeLabelProp="label"
          treeDefaultExpandAll
        />
      </Form.Item>
      <Form.Item name="notes" label={t('work.notes')}>
        <Input.TextArea rows={3} maxLength={4000} />
      </Form.Item>
      <Button htmlType="submit" loading={save.isPending}>
        {t('common.save')}
      </Button>
    </Form>
  );
}
