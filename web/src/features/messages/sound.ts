const SOUND = 'trunkline.message_sound';

export const messageSound = (): boolean => localStorage.getItem(SOUND) !== 'off';

export const keepMessageSound = (on: boolean): void =>
  localStorage.setItem(SOUND, on ? 'on' : 'off');
