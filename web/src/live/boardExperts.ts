import { updateCall, type Reducer } from './boardChanges';

/** The agent in charge asks for an expert; until one is rung, caller and agent hear music. */
export interface AskedExpert {
  id: string;
  /** The experts' queue. */
  queue_id: string;
  since: number;
  /** Who has not come by then does not come. */
  until: number;
  /** Who asks, and the priority in the experts' line. Boards from before these were known lack them. */
  agent_id?: string;
  priority?: number;
}

/** What facts of the second line do to the board. */
export const EXPERT_REDUCERS: Record<string, Reducer> = {
  ExpertAsked: (board, fact) =>
    updateCall(board, fact.call_id, {
      asked: {
        id: fact.ask_id,
        queue_id: fact.expert_queue_id,
        since: fact.at,
        until: fact.until,
        agent_id: fact.agent_id,
        priority: fact.priority ?? 0,
      },
    }),
  ExpertAskEnded: (board, fact) => updateCall(board, fact.call_id, { asked: null }),
  CallEscalated: (board, fact) => updateCall(board, fact.call_id, { escalated: fact.why }),
};
