import { useCallback, useMemo, useRef, useState, type ReactNode } from 'react';
import { useQueryClient } from '@tanstack/react-query';

import { api } from '@/api/client';
import { forgetSession, useMe } from '@/api/session';
import type { SoftphoneAccess, Station } from '@/api/types';
import { useAgent, useLive, useMyCall, useWorking } from '@/live/context';
import { socketUrl } from '@/live/socket';
import { usePhoneState, useSoftphone } from '@/softphone/context';
import { lineIsFor } from '@/softphone/machine';
import { checkMicrophone, MicError, type MicProblem } from '@/softphone/media';
import { useShowError } from '@/ui/errors';

import { askForNotifications, useAttention, useDeviceNews, useSoundNews } from './attention';
import { useLineMeter } from './measured';
import { ownParty, partOf, type Mode } from './parties';
import { WORK } from './path';
import { EXTEND_S, StationContext, useAble, type StationApi } from './station';
import { useAnsweredElsewhere, usePhoneKeeper, useSignedOutElsewhere } from './stationEffects';
import { useAutoAnswer, useDialNews } from './useDialling';
import { usePartyNews } from './useParties';
import { usePopAhead } from './usePop';

export function StationProvider({ children }: { children: ReactNode }) {
  const me = useMe();
  const client = useQueryClient();
  const showError = useShowError();
  const phone = useSoftphone();
  const phoneState = usePhoneState();
  const agent = useAgent(me.user.id);
  const call = useMyCall(me.user.id);
  const link = useLive((state) => state.link);
  const known = useLive((state) => state.known);
  const part = partOf(call, agent, me.user.id);
  const muted = (call && part === 'party' ? ownParty(call, me.user.id) : call)?.muted ?? false;
  const [asking, setAsking] = useState<{ mode: Mode; callId: string } | null>(null);
  const [dialPad, openDialPad] = useState<string | null>(null);
  const [mic, setMic] = useState<MicProblem | null>(null);
  const [listening, setListening] = useState(false);
  const [signingIn, setSigningIn] = useState<Station | null>(null);
  const starting = useRef(false);
  const working = useWorking();
  const able = useAble();

  /** Fetch this session's SIP account and register with it. */
  const startPhone = useCallback(async () => {
    if (starting.current) return;
    starting.current = true;
    try {
      const access = await api.get<SoftphoneAccess>(`${WORK}/softphone`);
      phone.start({
        uri: access.uri,
        password: access.password,
        url: socketUrl(access.ws_path),
        expiresS: access.expires_s,
        iceServers: access.ice_servers,
        register: true,
      });
    } finally {
      starting.current = false;
    }
  }, [phone]);

  usePhoneKeeper({
    able: able && working,
    agent,
    call,
    part,
    muted,
    link,
    known,
    signingIn,
    listening,
    startPhone,
  });
  usePopAhead(me.user.id);
  // Of several tabs only the one of work rings and tells; not one whose place another has taken.
  const tells = working && link !== 'replaced' && link !== 'signed_out';
  useAttention({ agent: tells ? agent : undefined, call, part });
  useLineMeter();
  useDeviceNews(setMic);
  useSoundNews();
  usePartyNews(call);
  useAnsweredElsewhere();
  useDialNews(me.user.id);
  useSignedOutElsewhere(link, () => forgetSession(client));

  const command = useCallback(
    async (path: string, body: object = {}) => {
      try {
        await api.post(`${WORK}/${path}`, body);
      } catch (error) {
        showError(error);
      }
    },
    [showError],
  );

  const signIn = useCallback(
    async (station: Station) => {
      setSigningIn(station);
      setMic(null);
      try {
        if (station === 'browser') {
          const problem = await checkMicrophone();
          setMic(problem);
          if (problem) return;
          await startPhone();
        }
        void askForNotifications();
        await api.post(`${WORK}/sign_in`, { station });
      } catch (error) {
        phone.stop();
        showError(error);
      } finally {
        setSigningIn(null);
      }
    },
    [phone, showError, startPhone],
  );

  const answer = useCallback(async () => {
    try {
      setMic(null);
      await phone.answer();
    } catch (error) {
      setMic(error instanceof MicError ? error.problem : 'failed');
    }
  }, [phone]);

  useAutoAnswer(working && part === 'dialling' && !call?.callback ? call : undefined, answer);

  // Who has picked a call up is there: the own browser answers by itself.
  const [pickedUp, setPickedUp] = useState('');
  useAutoAnswer(working && part === 'offered' && call?.id === pickedUp ? call : undefined, answer);
  const pickUp = useCallback(
    async (id: string) => {
      setPickedUp(id);
      try {
        await api.post(`${WORK}/calls/${id}/pick_up`);
        return true;
      } catch (error) {
        setPickedUp('');
        showError(error);
        return false;
      }
    },
    [showError],
  );

  const hangUp = useCallback(async () => {
    const mine = call && lineIsFor(phoneState.line, call.id);
    try {
      if (call && link === 'open') await api.post(`${WORK}/calls/${call.id}/hang_up`);
      else phone.hangUp();
    } catch (error) {
      // The server cannot be asked: ending our own side ends the call as well.
      if (mine) phone.hangUp();
      else showError(error);
    }
  }, [call, link, phone, phoneState.line, showError]);

  const callId = call?.id;
  const value = useMemo<StationApi>(() => {
    const onCall = async (what: string, body?: object) => {
      if (callId) await command(`calls/${callId}/${what}`, body);
    };
    return {
      able,
      agent,
      call,
      part,
      muted,
      asking: asking && part === 'charge' && asking.callId === callId ? asking.mode : null,
      ask: (mode) => setAsking(mode && callId ? { mode, callId } : null),
      dialPad: agent && able ? dialPad : null,
      openDialPad,
      link,
      known,
      phone: phoneState,
      mic,
      signingIn,
      signIn,
      signOut: () => command('sign_out'),
      ready: () => command('ready'),
      notReady: (reason) => command('not_ready', { reason }),
      answer,
      decline: () => onCall('decline'),
      pickUp,
      setHold: (held) => onCall(held ? 'hold' : 'resume'),
      setMute: (muted) => onCall('mute', { muted }),
      sendKeys: (keys) => onCall('keys', { keys }),
      hangUp,
      extendWrapUp: () => command('extend_wrap_up', { seconds: EXTEND_S }),
      setListening,
      restartPhone: () => void startPhone().catch(showError),
    };
  }, [
    able,
    agent,
    answer,
    asking,
    call,
    callId,
    command,
    dialPad,
    hangUp,
    known,
    link,
    mic,
    muted,
    part,
    phoneState,
    pickUp,
    showError,
    signIn,
    signingIn,
    startPhone,
  ]);
  return <StationContext value={value}>{children}</StationContext>;
}
