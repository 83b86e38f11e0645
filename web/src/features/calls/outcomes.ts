/** As CallEnded.outcome. */
export const OUTCOMES = [
  'answered',
  'abandoned',
  'served_by_flow',
  'given_up_in_flow',
  'refused',
  'lost',
] as const;

export const OUTCOME_COLOURS: Record<string, string> = {
  answered: 'green',
  abandoned: 'red',
  served_by_flow: 'blue',
  given_up_in_flow: 'orange',
  refused: 'volcano',
  lost: 'magenta',
};
