import { App } from 'antd';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';

import { useMe } from '@/api/session';
import { useLiveStore } from '@/live/context';

/** A message when what the agent wanted at the own phone cannot be: the phone itself says no more than that. */
export function usePhoneNews(): void {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const store = useLiveStore();
  const me = useMe().user.id;
  const now = useRef({ t, message });
  useEffect(() => {
    now.current = { t, message };
  });
  useEffect(
    () =>
      store.listen((kind, fact) => {
        if (fact.agent_id !== me) return;
        const { t: say, message: show } = now.current;
        const code = String(fact.code).replace('.', '_');
        if (kind === 'PickUpRefused') {
          void show.warning(say(`pick_up.why.${code}`, { defaultValue: say('pick_up.none') }), 8);
        } else if (kind === 'PhoneOrderRefused') {
          const why = say(`phone_order.why.${code}`, { defaultValue: String(fact.code) });
          const text =
            fact.order === 'transfer'
              ? say('phone_order.transfer', { why })
              : say('phone_order.consult', { why });
          void show.warning(text, 8);
        }
      }),
    [me, store],
  );
}
