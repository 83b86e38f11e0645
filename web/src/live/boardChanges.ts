/** What the reducers of the live board are made of: changes of one entry that leave all others as they are. */
import type { BoardMonitor, BoardParty } from './boardPeople';
import type { Board, BoardAgent, BoardCall } from './shapes';

/** A fact's fields as pushed; each reducer reads those of its kind. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type Fact = Record<string, any>;

export type Reducer = (board: Board, fact: Fact) => Board;

export function without<T>(entries: Record<string, T>, id: string): Record<string, T> {
  if (!(id in entries)) return entries;
  const rest = { ...entries };
  delete rest[id];
  return rest;
}

export function updateCall(board: Board, id: string, fields: Partial<BoardCall>): Board {
  const call = board.calls[id];
  if (!call) return board;
  return { ...board, calls: { ...board.calls, [id]: { ...call, ...fields } } };
}

export function updateAgent(board: Board, id: string, fields: Partial<BoardAgent>): Board {
  const agent = board.agents[id];
  if (!agent) return board;
  return { ...board, agents: { ...board.agents, [id]: { ...agent, ...fields } } };
}

export function dropIfOver(board: Board, callId: string): Board {
  const call = board.calls[callId];
  if (call?.phase !== 'wrap_up' || call.agents.length) return board;
  return { ...board, calls: without(board.calls, callId) };
}

export function updateParty(board: Board, fact: Fact, fields: Partial<BoardParty>): Board {
  const call = board.calls[fact.call_id];
  const party = call?.parties[fact.party_id];
  if (!call || !party) return board;
  return updateCall(board, call.id, {
    parties: { ...call.parties, [party.id]: { ...party, ...fields } },
  });
}

export function changeAgents(
  board: Board,
  id: string | null,
  agentId: string,
  theirs: boolean,
): Board {
  const call = id === null ? undefined : board.calls[id];
  if (!call) return board;
  const others = call.agents.filter((one) => one !== agentId);
  const agents = theirs ? [...others, agentId] : others;
  return dropIfOver(updateCall(board, call.id, { agents }), call.id);
}

/** Those who listen to a call; one that was stored before there was listening has none. */
export function setMonitors(
  board: Board,
  fact: Fact,
  change: (monitors: Record<string, BoardMonitor>) => Record<string, BoardMonitor>,
): Board {
  const call = board.calls[fact.call_id];
  if (!call) return board;
  return updateCall(board, call.id, { monitors: change(call.monitors ?? {}) });
}

export function updateMonitor(board: Board, fact: Fact, fields: Partial<BoardMonitor>): Board {
  return setMonitors(board, fact, (monitors) => {
    const monitor = monitors[fact.monitor_id];
    return monitor ? { ...monitors, [monitor.id]: { ...monitor, ...fields } } : monitors;
  });
}
