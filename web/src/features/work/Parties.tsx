import {
  AudioMutedOutlined,
  AudioOutlined,
  MergeCellsOutlined,
  SwapOutlined,
  UserDeleteOutlined,
  UserSwitchOutlined,
} from '@ant-design/icons';
import { Alert, Button, Space, Tag } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

import { Hint } from '@/features/shortcuts/Hint';
import type { BoardCall, BoardParty } from '@/live/board';
import { Elapsed } from '@/ui/Elapsed';
import { usePending } from '@/ui/pending';

import { consultOf, consultView, headCount, ownParty } from './parties';
import { useOrders, usePartyName } from './useParties';

/** turns: what it does by now, where a button does one thing and then its opposite. */
function Order({
  name,
  turns = '',
  icon,
  order,
  primary,
  children,
}: {
  name: string;
  turns?: string;
  icon: ReactNode;
  order: () => Promise<unknown>;
  primary?: boolean;
  children: ReactNode;
}) {
  const { pending, run } = usePending();
  const button = (
    <Button
      type={primary ? 'primary' : 'default'}
      icon={icon}
      loading={pending === turns}
      data-testid={name}
      onClick={() => void run(turns, order)}
    >
      {children}
    </Button>
  );
  return isAction(name) ? <Hint action={name}>{button}</Hint> : button;
}

const isAction = (name: string) => name === 'swap' || name === 'join' || name === 'complete';

/** Who else is on the call and who hears what, for the agent in charge. */
export function Parties({ call }: { call: BoardCall }) {
  const parties = Object.values(call.parties);
  const consult = consultOf(call);
  if (parties.length === 0) return null;
  return (
    <div className="call-section parties">
      {consult && <ConsultBar call={call} consult={consult} />}
      <PartyList call={call} />
    </div>
  );
}

function ConsultBar({ call, consult }: { call: BoardCall; consult: BoardParty }) {
  const { t } = useTranslation();
  const orders = useOrders(call);
  const name = usePartyName(call)(consult);
  const view = consultView(call, consult);
  const caller = call.customer_name || call.from_name || t('party.caller');
  const joined = consult.state === 'joined';
  return (
    <div className="consult-bar" data-testid="consult-bar" data-view={view}>
      <div className="consult-sides">
        <div className={view === 'with_caller' ? 'on' : ''}>
          <b>{caller}</b>
          <span>{t(view === 'with_caller' ? 'party.talks_to_you' : 'party.hears_music')}</span>
        </div>
        <div className={view === 'with_colleague' ? 'on' : ''}>
          <b>{name}</b>
          <span>
            {t(
              view === 'ringing'
                ? 'party.being_rung'
                : view === 'with_colleague'
                  ? 'party.talks_to_you'
                  : 'party.hears_music',
            )}{' '}
            <Elapsed since={consult.since} />
          </span>
        </div>
      </div>
      <Space wrap>
        {joined && (
          <>
            <Order name="swap" turns={view} icon={<SwapOutlined />} order={orders.swap}>
              {t('party.swap')}
            </Order>
            <Order name="join" icon={<MergeCellsOutlined />} order={orders.join}>
              {t('party.join')}
            </Order>
          </>
        )}
        <Order primary name="complete" icon={<UserSwitchOutlined />} order={orders.complete}>
          {t('party.complete')}
        </Order>
        <Order name="end-consult" icon={<UserDeleteOutlined />} order={() => orders.drop(consult)}>
          {t(joined ? 'party.end_consult' : 'party.cancel')}
        </Order>
      </Space>
    </div>
  );
}

function PartyList({ call }: { call: BoardCall }) {
  const { t } = useTranslation();
  const orders = useOrders(call);
  const nameOf = usePartyName(call);
  const others = Object.values(call.parties).filter((one) => one.purpose !== 'consult');
  if (others.length === 0) return null;
  return (
    <>
      <div className="party-count" data-testid="party-count" data-count={headCount(call)}>
        {t('party.people', { number: headCount(call) })}
      </div>
      {others.map((one) => (
        <div key={one.id} className="party-row" data-testid="party" data-state={one.state}>
          <b>{nameOf(one)}</b>
          <Tag>{one.state === 'joined' ? t('party.joined') : t('party.being_rung')}</Tag>
          {one.held && <Tag color="purple">{t('party.hears_music')}</Tag>}
          <Elapsed since={one.since} />
          <Space.Compact className="end">
            {one.state === 'joined' && (
              <Order
                name="party-mute"
                turns={one.muted ? 'off' : 'on'}
                icon={one.muted ? <AudioMutedOutlined /> : <AudioOutlined />}
                order={() => orders.mute(one)}
              >
                {t(one.muted ? 'work.unmute' : 'work.mute')}
              </Order>
            )}
            <Order name="party-drop" icon={<UserDeleteOutlined />} order={() => orders.drop(one)}>
              {t(one.state === 'joined' ? 'party.drop' : 'party.cancel')}
            </Order>
          </Space.Compact>
        </div>
      ))}
      {!consultOf(call) && (
        <Order name="complete" icon={<UserSwitchOutlined />} order={orders.complete}>
          {t('party.leave_to_others')}
        </Order>
      )}
    </>
  );
}

/** For who is asked, or joins: by whom and what for, and what they hear. */
export function AskedBy({ call, me }: { call: BoardCall; me: string }) {
  const { t } = useTranslation();
  const nameOf = usePartyName(call);
  const own = ownParty(call, me);
  if (!own) return null;
  const hears =
    own.state !== 'joined'
      ? `party.asked_help.${own.purpose}`
      : own.held
        ? 'party.you_hear_music'
        : own.purpose === 'consult'
          ? 'party.caller_hears_not'
          : 'party.all_hear';
  return (
    <div className="call-section" data-testid="asked-by" data-purpose={own.purpose}>
      <Alert
        type="info"
        showIcon
        title={t(`party.asked.${own.purpose}`, { name: nameOf(own.by) })}
        description={t(hears)}
      />
    </div>
  );
}
