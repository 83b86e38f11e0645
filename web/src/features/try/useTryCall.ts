import { useCallback, useEffect, useState, useSyncExternalStore } from 'react';

import type { TryAccess } from '@/api/types';
import { socketUrl } from '@/live/socket';
import type { Registration } from '@/softphone/machine';
import { MicError, type MicProblem } from '@/softphone/media';
import { Softphone } from '@/softphone/phone';
import { keyClick } from '@/softphone/ringtone';

interface TryCall {
  phase: 'idle' | 'calling' | 'talking';
  /** When the call was connected, by this browser's clock. */
  since: number | null;
  mic: MicProblem | null;
  failure: string | null;
  /** The sound has lost its way and is being restored. */
  broken: boolean;
  connection: Registration;
  call: () => Promise<void>;
  hangUp: () => void;
  sendKey: (key: string) => void;
}

/** A caller's telephone in the browser. */
export function useTryCall(access: TryAccess): TryCall {
  const [phone] = useState(() => new Softphone());
  const state = useSyncExternalStore(phone.subscribe, phone.get);
  const [mic, setMic] = useState<MicProblem | null>(null);
  const [since, setSince] = useState<number | null>(null);

  useEffect(() => {
    phone.start({
      uri: access.uri,
      password: access.password,
      url: socketUrl(access.ws_path),
      iceServers: access.ice_servers ?? [],
      register: false,
    });
    return () => phone.stop();
  }, [access, phone]);

  const talking = state.line?.phase === 'talking';
  useEffect(() => setSince(talking ? Date.now() : null), [talking]);

  const call = useCallback(async () => {
    setMic(null);
    try {
      await phone.call(access.number);
    } catch (error) {
      setMic(error instanceof MicError ? error.problem : 'failed');
    }
  }, [access.number, phone]);

  const phase = talking ? 'talking' : state.line ? 'calling' : 'idle';
  return {
    phase,
    since,
    mic,
    failure: state.failure,
    broken: state.line?.broken ?? false,
    connection: state.registration,
    call,
    hangUp: () => phone.hangUp(),
    sendKey: (key) => {
      keyClick();
      phone.sendKeys(key);
    },
  };
}
