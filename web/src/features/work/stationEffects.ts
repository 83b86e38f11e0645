import { App } from 'antd';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';

import type { Station } from '@/api/types';
import type { BoardAgent, BoardCall } from '@/live/board';
import { useLive } from '@/live/context';
import type { LinkState } from '@/live/store';
import { usePhoneState, useSoftphone } from '@/softphone/context';

import type { Part } from './parties';

interface Keep {
  able: boolean;
  agent: BoardAgent | undefined;
  call: BoardCall | undefined;
  part: Part;
  muted: boolean;
  link: LinkState;
  known: boolean;
  signingIn: Station | null;
  /** A supervisor wants to listen here, so that the phone is needed whatever the agent's station is. */
  listening: boolean;
  startPhone: () => Promise<void>;
}

/** How long each of these may last before the phone is started anew, with fresh credentials. */
const PATIENCE_MS = { connecting: 8_000, lost: 8_000, rejected: 3_000 } as const;
const RETRY_MS = 3_000;
/** The board and the SIP stack learn of the end of a call apart; longer than this they disagree. */
const DISAGREE_MS = 2_500;

/** Keep the browser's phone in step with the board: registered while signed in here, no line without a call. */
export function usePhoneKeeper(keep: Keep): void {
  const { able, agent, part, muted, link, known, signingIn, listening, startPhone } = keep;
  const phone = useSoftphone();
  const { registration, line } = usePhoneState();
  const busy = line !== null;
  const here = listening || (able && agent?.station === 'browser' && link === 'open');

  useEffect(() => {
    if (!here || signingIn) return undefined;
    if (registration === 'off') {
      let timer: ReturnType<typeof setTimeout> | undefined;
      let over = false;
      const attempt = () => {
        startPhone().catch(() => {
          if (!over) timer = setTimeout(attempt, RETRY_MS);
        });
      };
      attempt();
      return () => {
        over = true;
        clearTimeout(timer);
      };
    }
    // Starting anew would end a conversation; the SIP stack goes on trying by itself meanwhile.
    if (registration === 'registered' || busy) return undefined;
    const timer = setInterval(
      () => void startPhone().catch(() => undefined),
      PATIENCE_MS[registration],
    );
    return () => clearInterval(timer);
  }, [here, registration, busy, signingIn, startPhone]);

  const gone = link === 'replaced' || link === 'signed_out';
  const away = known && link === 'open' && agent?.station !== 'browser' && !signingIn && !listening;
  useEffect(() => {
    if (registration !== 'off' && (gone || away)) phone.stop();
  }, [gone, away, phone, registration]);

  useEffect(() => phone.mute(muted), [muted, phone]);

  const stray =
    here && line?.phase === 'talking' && !line.monitor && part !== 'charge' && part !== 'party';
  useEffect(() => {
    if (!stray) return undefined;
    const timer = setTimeout(() => phone.hangUp(), DISAGREE_MS);
    return () => clearTimeout(timer);
  }, [stray, phone]);
}

/** Say so when a call has gone because a colleague was quicker. */
export function useAnsweredElsewhere(): void {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const times = useLive((state) => state.news.elsewhere);
  const told = useRef(times);
  useEffect(() => {
    if (told.current !== times)
      void message.info({ content: t('work.answered_elsewhere'), className: 'answered-elsewhere' });
    told.current = times;
  }, [times, message, t]);
}

export function useSignedOutElsewhere(link: LinkState, leave: () => void): void {
  const act = useRef(leave);
  useEffect(() => {
    act.current = leave;
  });
  useEffect(() => {
    if (link === 'signed_out') act.current();
  }, [link]);
}
