import type { Fact } from './board';

export type Severity = 'info' | 'warning' | 'critical';

export interface BoardAlarm {
  id: string;
  rule_id: string;
  name: string;
  figure: string;
  above: boolean;
  severity: Severity;
  subject: string;
  subject_name: string;
  value: number;
  threshold: number;
  raised_at: number;
  acknowledged_at: number | null;
  /** A name. */
  acknowledged_by: string;
  note: string;
}

interface WithAlarms {
  alarms: Record<string, BoardAlarm>;
}

/** What facts of alarms do to the board. */
export const ALARM_REDUCERS = {
  AlarmRaised: <B extends WithAlarms>(board: B, fact: Fact): B => ({
    ...board,
    alarms: {
      ...board.alarms,
      [fact.alarm_id]: {
        id: fact.alarm_id,
        rule_id: fact.rule_id,
        name: fact.name,
        figure: fact.figure,
        above: fact.above,
        severity: fact.severity,
        subject: fact.subject,
        subject_name: fact.subject_name,
        value: fact.value,
        threshold: fact.threshold,
        raised_at: fact.at,
        acknowledged_at: null,
        acknowledged_by: '',
        note: '',
      },
    },
  }),
  AlarmAcknowledged: <B extends WithAlarms>(board: B, fact: Fact): B => {
    const alarm = board.alarms[fact.alarm_id];
    if (!alarm) return board;
    const changed = {
      ...alarm,
      acknowledged_at: fact.at,
      acknowledged_by: fact.user_name,
      note: fact.note,
    };
    return { ...board, alarms: { ...board.alarms, [alarm.id]: changed } };
  },
  AlarmCleared: <B extends WithAlarms>(board: B, fact: Fact): B => ({
    ...board,
    alarms: Object.fromEntries(Object.entries(board.alarms).filter(([id]) => id !== fact.alarm_id)),
  }),
};
