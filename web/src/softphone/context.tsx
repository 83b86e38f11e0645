import {
  createContext,
  use,
  useEffect,
  useState,
  useSyncExternalStore,
  type ReactNode,
} from 'react';

import type { PhoneState } from './machine';
import { Softphone } from './phone';

const Context = createContext<Softphone | null>(null);

export function SoftphoneProvider({ children }: { children: ReactNode }) {
  const [phone] = useState(() => new Softphone());
  useEffect(() => () => phone.stop(), [phone]);
  return <Context value={phone}>{children}</Context>;
}

export function useSoftphone(): Softphone {
  const phone = use(Context);
  if (!phone) throw new Error('SoftphoneProvider is missing');
  return phone;
}

export function usePhoneState(): PhoneState {
  const phone = useSoftphone();
  return useSyncExternalStore(phone.subscribe, phone.get);
}
