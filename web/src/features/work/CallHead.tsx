import { SoundOutlined } from '@ant-design/icons';
import { Tag } from 'antd';
import { useTranslation } from 'react-i18next';

import { useMe } from '@/api/session';
import type { BoardCall } from '@/live/board';
import { useLive } from '@/live/context';
import { Caller, readable } from '@/ui/Caller';
import { Elapsed } from '@/ui/Elapsed';
import { LevelTag } from '@/ui/LevelTag';
import { STATE_COLOURS } from '@/ui/theme';

import { monitorsOf } from '@/features/floor/monitoring';

import { EscalatedTag } from './Expert';
import { ownParty, type Part } from './parties';
import { useStation } from './station';
import { usePop } from './usePop';

/** Since when goes on what is shown: the wait, the ring, the hold, the conversation or the wrap-up. */
function timeOf(call: BoardCall, part: Part, own: number, joined: number | undefined): number {
  if (part === 'offered') return call.queued_at ?? call.arrived_at;
  if (part === 'charge') return call.held_since ?? call.answered_at ?? own;
  return part === 'party' ? (joined ?? own) : own;
}

/** Who calls, why and since when: readable before answering. */
export function CallHead({ call }: { call: BoardCall }) {
  const { t } = useTranslation();
  const { agent, part } = useStation();
  const me = useMe().user.id;
  const pop = usePop(call);
  const queue = useLive(({ names }) => (call.queue_id ? names.queues[call.queue_id]?.name : ''));
  const name = pop.data?.customer?.name || call.customer_name || call.from_name;
  const state = agent?.state ?? 'signed_out';
  const ringing = part === 'offered' || part === 'invited';
  const held = part === 'charge' && call.held_since !== null;
  const since = timeOf(call, part, agent?.since ?? call.arrived_at, ownParty(call, me)?.since);
  const keys = pop.data?.path ?? [];
  return (
    <div
      className={`call-head ${ringing ? 'offered' : call.phase}`}
      data-testid="pop-card"
      data-call={call.id}
      style={{ borderTopColor: STATE_COLOURS[state] }}
    >
      <div className="call-phase">
        <span style={{ color: STATE_COLOURS[state] }}>
          {ringing
            ? t('work.incoming')
            : t(part === 'dialling' ? 'dial.calling' : `state.${state}`)}
        </span>
        <span className="call-time">
          {part === 'offered' && t('work.waited')}
          {held && t('work.held_for')} <Elapsed since={since} />
        </span>
      </div>
      <div className="call-who">
        <b data-testid="pop-customer-name">{name || t('work.unknown_caller')}</b>
        <LevelTag level={call.level || (pop.data?.customer?.level ?? '')} />
        <EscalatedTag call={call} me={me} />
        {monitorsOf(call).some((one) => one.shown && one.state === 'joined') && (
          <Tag icon={<SoundOutlined />} color="purple" data-testid="listened-to">
            {t('monitor.somebody')}
          </Tag>
        )}
      </div>
      <div className="call-number" data-testid="pop-number" data-number={call.customer_number}>
        <Caller number={call.customer_number} />
        {pop.data?.place && (
          <span className="call-place" data-testid="pop-place">
            {pop.data.place}
          </span>
        )}
      </div>
      <dl className="facts">
        <div>
          <dt>{t('call.line')}</dt>
          <dd data-testid="pop-line">{call.line || '—'}</dd>
        </div>
        <div>
          <dt>{t(call.direction === 'out' ? 'call.shown' : 'call.dialled')}</dt>
          <dd className="num" data-testid="pop-dnis">
            {readable(call.direction === 'out' ? call.from_number : call.dialled) || '—'}
          </dd>
        </div>
        <div>
          <dt>{t('call.queue')}</dt>
          <dd data-testid="pop-queue">{pop.data?.queue_name ?? queue ?? '—'}</dd>
        </div>
        <div>
          <dt>{t('call.path')}</dt>
          <dd data-testid="pop-path">
            {keys.length > 0 ? keys.map((key, i) => <Tag key={i}>{key}</Tag>) : '—'}
          </dd>
        </div>
      </dl>
    </div>
  );
}
