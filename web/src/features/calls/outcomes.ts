/** As CallEnded.outcome. */
export const OUTCOMES = [
  'answered',
  'abandoned',
  'served_by_flow',
  'given_up_in_flow',
  'refused',
  'lost',
  'busy',
  'no_answer',
  'rejected',
  'unallocated',
  'failed',
  'cancelled',
] as const;

/** What may be asked of a call's survey. */
export const SURVEYS = [
  'offered',
  'answered',
  'marked',
  'satisfied',
  'not_satisfied',
  'complaint',
] as const;

export const OUTCOME_COLOURS: Record<string, string> = {
  answered: 'green',
  abandoned: 'red',
  served_by_flow: 'blue',
  given_up_in_flow: 'orange',
  refused: 'volcano',
  lost: 'magenta',
  busy: 'gold',
  no_answer: 'gold',
  rejected: 'gold',
  unallocated: 'volcano',
  failed: 'magenta',
};
