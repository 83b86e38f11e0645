import { App } from 'antd';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';

import { useMe } from '@/api/session';
import { useReasons } from '@/features/settings/choices';
import { useAble } from '@/features/work/station';
import { useLiveStore } from '@/live/context';

/** Tells an agent who put them into another state, or took their call. */
export function ForcedNotice() {
  const { t } = useTranslation();
  const { notification } = App.useApp();
  const me = useMe().user.id;
  const reasons = useReasons(useAble());
  const store = useLiveStore();
  const now = useRef({ t, notification, reasons });
  useEffect(() => {
    now.current = { t, notification, reasons };
  });
  useEffect(
    () =>
      store.listen((kind, fact) => {
        const { t: say, notification: show, reasons: known } = now.current;
        if (kind === 'AgentForced' && fact.agent_id === me) {
          const code = String(fact.reason);
          const reason = known.find((one) => one.code === code)?.name ?? code;
          const state = `${say(`floor.state_${fact.state}`)}${reason ? ` · ${reason}` : ''}`;
          show.warning({
            title: say('floor.forced_title', { name: String(fact.by_name), state }),
            description: fact.after_call ? say('floor.forced_after_call') : undefined,
            duration: 0,
          });
        }
        if (kind === 'CallTakenOver' && fact.forced && fact.from_agent_id === me)
          show.info({ title: say('floor.taken_from_you'), duration: 0 });
        if (kind === 'CallForceEnded' && store.get().board.agents[me]?.call_id === fact.call_id)
          show.info({ title: say('floor.ended_for_you'), duration: 0 });
      }),
    [me, store],
  );
  return null;
}
