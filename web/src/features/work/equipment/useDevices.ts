import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { listDevices } from '@/softphone/media';

/** The devices of a kind as choices, the system's default first; anew when one comes or goes, or `opened` changes
 * (their names are told only once the microphone is allowed). */
export function useDevices(kind: 'audioinput' | 'audiooutput', opened: unknown) {
  const { t } = useTranslation();
  const [devices, setDevices] = useState<MediaDeviceInfo[]>([]);
  useEffect(() => {
    let over = false;
    const look = () =>
      void listDevices(kind).then((found) => {
        if (!over) setDevices(found);
      });
    look();
    const known = navigator.mediaDevices as MediaDevices | undefined;
    known?.addEventListener('devicechange', look);
    return () => {
      over = true;
      known?.removeEventListener('devicechange', look);
    };
  }, [kind, opened]);
  return [
    { value: '', label: t('audio.default') },
    ...devices
      .filter((device) => device.deviceId !== 'default')
      .map((device) => ({ value: device.deviceId, label: device.label || device.deviceId })),
  ];
}
