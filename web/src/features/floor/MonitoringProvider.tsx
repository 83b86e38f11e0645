import { App } from 'antd';
import { useCallback, useEffect, useMemo, useRef, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

import { api, ApiError } from '@/api/client';
import { useMay, useMe } from '@/api/session';
import { useStation } from '@/features/work/station';
import type { MonitorMode } from '@/live/board';
import { useLive } from '@/live/context';
import { usePhoneState, useSoftphone } from '@/softphone/context';
import { checkMicrophone } from '@/softphone/media';
import { MicHelp } from '@/softphone/MicHelp';
import type { Softphone } from '@/softphone/phone';
import { useShowError } from '@/ui/errors';
import { useOnce } from '@/ui/once';

import { listeningOf, MonitoringContext, type Monitoring } from './monitoring';

const REGISTER_MS = 10_000;
/** The switch tells call control of a registration a moment after the browser knows of it. */
const KNOWN_AFTER_MS = [150, 300, 600, 1200, 2400];

/** Listening to conversations: the phone for it, the orders, and what the board says of it. */
export function MonitoringProvider({ children }: { children: ReactNode }) {
  const { t } = useTranslation();
  const me = useMe().user.id;
  const may = useMay();
  const station = useStation();
  const phone = useSoftphone();
  const { line } = usePhoneState();
  const { modal } = App.useApp();
  const showError = useShowError();
  const listens = may('calls.listen');
  const call = useLive(({ board }) => (listens ? listeningOf(board.calls, me)?.call : undefined));
  const mine = useMemo(() => (call ? listeningOf({ [call.id]: call }, me) : null), [call, me]);
  const [starting, setStarting] = useState<string | null>(null);
  const { agent, setListening } = station;

  // Whoever asked to listen wants to hear, not to press a button first.
  const rings = line?.monitor === true && line.phase === 'ringing';
  useEffect(() => {
    if (rings) void phone.answer().catch(() => undefined);
  }, [phone, rings]);

  // The phone was there for listening only: it is not needed any more.
  const was = useRef(false);
  useEffect(() => {
    if (was.current && !mine) setListening(false);
    was.current = mine !== null;
  }, [mine, setListening]);

  /** Order something for which my own phone is rung, unless I am on that conversation already. */
  const open = useOnce(
    async (agentId: string, what: string, body: object, at: 'browser' | 'phone') => {
      const order = () => api.post(`/floor/agents/${agentId}/${what}`, { ...body, station: at });
      setStarting(agentId);
      try {
        // Who takes calls is rung at their station; others need this browser's phone.
        if (!mine && !agent && at === 'browser') {
          const problem = await checkMicrophone();
          if (problem) {
            void modal.warning({
              title: t('monitor.no_microphone'),
              content: <MicHelp problem={problem} />,
            });
            return;
          }
          setListening(true);
          await registered(phone);
          await insist(order);
        } else await order();
      } catch (error) {
        if (!mine) setListening(false);
        showError(error);
      } finally {
        setStarting(null);
      }
    },
  );
  const listen = useCallback(
    (agentId: string, mode: MonitorMode, at: 'browser' | 'phone' = 'browser') =>
      open(agentId, 'monitor', { mode }, at),
    [open],
  );
  const takeOver = useCallback(
    (agentId: string) => open(agentId, 'take_over', {}, 'browser'),
    [open],
  );

  const stop = useCallback(async () => {
    try {
      await api.remove('/floor/monitor');
    } catch (error) {
      // The server cannot be asked: putting the phone down ends it as well.
      if (line?.monitor) phone.hangUp();
      else showError(error);
    }
  }, [line, phone, showError]);

  const value = useMemo<Monitoring>(
    () => ({ mine, starting, listen, takeOver, stop }),
    [listen, mine, starting, stop, takeOver],
  );
  return <MonitoringContext value={value}>{children}</MonitoringContext>;
}

/** Resolves once the browser's phone is registered. */
function registered(phone: Softphone): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      end();
      reject(new ApiError(0, 'network', '', {}, true));
    }, REGISTER_MS);
    const look = () => {
      if (phone.get().registration !== 'registered') return;
      end();
      resolve();
    };
    const forget = phone.subscribe(look);
    const end = () => {
      clearTimeout(timer);
      forget();
    };
    look();
  });
}

/** Order again while the phone is said not to be there yet. */
async function insist(order: () => Promise<void>): Promise<void> {
  for (const wait of KNOWN_AFTER_MS) {
    try {
      return await order();
    } catch (error) {
      if (!(error instanceof ApiError) || error.code !== 'agent.phone_offline') throw error;
      await new Promise((resolve) => setTimeout(resolve, wait));
    }
  }
  return order();
}
