/**
 * The live board: the same shape and the same reducer as `trunkline/core/board.py`, held together by the vectors in
 * `tests/live`. It differs in one way only: nothing is changed in place, untouched entries keep their identity, so that
 * a page redraws no more than the rows that changed.
 */

import { ALARM_REDUCERS } from './boardAlarms';
import { CALLBACK_REDUCERS, carriedOut } from './boardCallbacks';
import {
  changeAgents,
  dropIfOver,
  setMonitors,
  updateAgent,
  updateCall,
  updateMonitor,
  updateParty,
  without,
  type Fact,
  type Reducer,
} from './boardChanges';
import { EXPERT_REDUCERS } from './boardExperts';
import { IN_FLOW, type BoardParty } from './boardPeople';

export type { BoardAlarm, Severity } from './boardAlarms';
export type { BoardCallback, CarriedOut } from './boardCallbacks';
export type { BoardMonitor, BoardParty, BoardPlay, MonitorMode, PartyPurpose } from './boardPeople';

import type { Board, BoardCall } from './shapes';

export type { Fact } from './boardChanges';
export type * from './shapes';

export const emptyBoard = (): Board => ({
  agents: {},
  calls: {},
  callbacks: {},
  switch: { connected: false },
  alarms: {},
});

/** The board after one fact. Unknown kinds change nothing. */
export function apply(board: Board, kind: string, fact: Fact): Board {
  const reducer = Object.hasOwn(REDUCERS, kind) ? REDUCERS[kind] : undefined;
  return reducer ? reducer(board, fact) : board;
}

function newCall(board: Board, fact: Fact, fields: Partial<BoardCall>): Board {
  const call: BoardCall = {
    id: fact.call_id,
    phase: 'flow',
    media: fact.media,
    from_number: '',
    from_name: '',
    dialled: '',
    line: fact.line,
    number_id: fact.number_id,
    arrived_at: fact.at,
    node_id: null,
    queue_id: null,
    stay_id: null,
    queued_at: null,
    priority: 0,
    offer_id: null,
    offered_to: null,
    offered_until: null,
    offers: {},
    agent_id: null,
    answered_at: null,
    held_since: null,
    muted: false,
    playing: null,
    recording_id: null,
    customer_id: null,
    customer_name: '',
    level: '',
    agents: [],
    parties: {},
    monitors: {},
    direction: 'in',
    customer_number: '',
    rings: '',
    callback: null,
    asked: null,
    escalated: '',
    ...fields,
  };
  return { ...board, calls: { ...board.calls, [call.id]: call } };
}

const callArrived: Reducer = (board, fact) =>
  newCall(board, fact, {
    from_number: fact.from_number,
    from_name: fact.from_name,
    dialled: fact.dialled,
    customer_number: fact.from_number,
  });

const callDialled: Reducer = (board, fact) =>
  newCall(board, fact, {
    phase: 'dialling',
    from_number: fact.caller_id,
    dialled: fact.number,
    customer_number: fact.customer_number,
    direction: 'out',
    rings: 'agent',
    queue_id: fact.queue_id || null,
    agent_id: fact.agent_id,
    callback: carriedOut(fact),
  });

type Offers = BoardCall['offers'];

/** Who is being rung; the first of them by the names that stand for one. */
function offersOf(offers: Offers) {
  const [first] = Object.entries(offers);
  return {
    offers,
    offer_id: first?.[0] ?? null,
    offered_to: first?.[1].agent_id ?? null,
    offered_until: first?.[1].until ?? null,
  };
}

const callOffered: Reducer = (board, fact) => {
  const call = board.calls[fact.call_id];
  if (!call) return board;
  const made = { [fact.offer_id]: { agent_id: fact.agent_id, until: fact.until } };
  return updateCall(board, call.id, {
    phase: 'offered',
    ...offersOf({ ...call.offers, ...made }),
  });
};

const offerEnded: Reducer = (board, fact) => {
  const call = board.calls[fact.call_id];
  if (!call || !(fact.offer_id in call.offers)) return board;
  const left = Object.fromEntries(
    Object.entries(call.offers).filter(([id]) => id !== fact.offer_id),
  );
  return updateCall(board, call.id, {
    phase: Object.keys(left).length ? 'offered' : 'queued',
    ...offersOf(left),
  });
};

const callEnded: Reducer = (board, fact) => {
  const over = updateCall(board, fact.call_id, {
    phase: 'wrap_up',
    held_since: null,
    muted: false,
  });
  return dropIfOver(over, fact.call_id);
};

const passedOn: Reducer = (board, fact) =>
  updateCall(board, fact.call_id, { agent_id: null, muted: false });

const callTakenOver: Reducer = (board, fact) => {
  const call = board.calls[fact.call_id];
  if (!call) return board;
  const heir = Object.values(call.parties).find((one) => one.agent_id === fact.agent_id);
  return updateCall(board, call.id, {
    agent_id: fact.agent_id,
    muted: heir?.muted ?? false,
    parties: heir ? without(call.parties, heir.id) : call.parties,
  });
};

const partyInvited: Reducer = (board, fact) => {
  const call = board.calls[fact.call_id];
  if (!call) return board;
  const party: BoardParty = {
    id: fact.party_id,
    purpose: fact.purpose,
    state: 'dialled',
    since: fact.at,
    agent_id: fact.agent_id,
    number: fact.number,
    by: fact.by,
    held: false,
    muted: false,
  };
  return updateCall(board, call.id, { parties: { ...call.parties, [party.id]: party } });
};

const partyLeft: Reducer = (board, fact) => {
  const call = board.calls[fact.call_id];
  if (!call) return board;
  return updateCall(board, call.id, { parties: without(call.parties, fact.party_id) });
};

const consultOver: Reducer = (board, fact) => {
  const call = board.calls[fact.call_id];
  if (!call) return board;
  const parties = Object.fromEntries(
    Object.entries(call.parties).map(([id, one]): [string, BoardParty] => [
      id,
      one.state === 'joined' ? { ...one, purpose: 'conference' } : one,
    ]),
  );
  return updateCall(board, call.id, { parties });
};

const monitoringRequested: Reducer = (board, fact) =>
  setMonitors(board, fact, (monitors) => ({
    ...monitors,
    [fact.monitor_id]: {
      id: fact.monitor_id,
      by: fact.by,
      agent_id: fact.agent_id,
      mode: fact.mode,
      state: 'dialled',
      since: fact.at,
      shown: fact.shown,
    },
  }));

const agentStateChanged: Reducer = (board, fact) => {
  const agent = board.agents[fact.agent_id];
  if (!agent) return board;
  let after = board;
  if (agent.call_id !== fact.call_id) {
    after = changeAgents(after, agent.call_id, fact.agent_id, false);
    after = changeAgents(after, fact.call_id, fact.agent_id, true);
  }
  const settled = fact.state === 'ready' || fact.state === 'not_ready';
  return updateAgent(after, fact.agent_id, {
    state: fact.state,
    reason: fact.reason,
    since: fact.at,
    until: fact.until,
    call_id: fact.call_id,
    ...(settled ? { next: null, next_reason: '' } : {}),
  });
};

const REDUCERS: Record<string, Reducer> = {
  CallArrived: callArrived,
  CallDialled: callDialled,
  CustomerDialled: (board, fact) =>
    updateCall(board, fact.call_id, { rings: 'line', from_number: fact.caller_id }),
  CustomerRinging: (board, fact) => updateCall(board, fact.call_id, { rings: 'customer' }),
  CustomerAnswered: (board, fact) =>
    updateCall(board, fact.call_id, { phase: 'talking', rings: '', answered_at: fact.at }),
  CallerIdentified: (board, fact) =>
    updateCall(board, fact.call_id, {
      customer_id: fact.customer_id,
      customer_name: fact.customer_name,
      level: board.calls[fact.call_id]?.level || fact.level,
    }),
  VipRecognised: (board, fact) => updateCall(board, fact.call_id, { level: fact.level }),
  FlowNodeEntered: (board, fact) =>
    updateCall(board, fact.call_id, { phase: 'flow', node_id: fact.node_id }),
  CallQueued: (board, fact) =>
    updateCall(board, fact.call_id, {
      phase: 'queued',
      queue_id: fact.queue_id,
      stay_id: fact.stay_id,
      queued_at: fact.at,
      priority: fact.priority,
      agent_id: null,
      answered_at: null,
      held_since: null,
      muted: false,
      escalated: '',
    }),
  CallOffered: callOffered,
  OfferEnded: offerEnded,
  CallAnswered: (board, fact) =>
    updateCall(board, fact.call_id, {
      phase: 'talking',
      agent_id: fact.agent_id,
      answered_at: fact.at,
      ...offersOf({}),
    }),
  QueueStayEnded: (board, fact) =>
    fact.outcome === 'answered'
      ? board
      : updateCall(board, fact.call_id, {
          phase: 'flow',
          queue_id: null,
          stay_id: null,
          queued_at: null,
        }),
  CallHeld: (board, fact) => updateCall(board, fact.call_id, { held_since: fact.at }),
  CallResumed: (board, fact) => updateCall(board, fact.call_id, { held_since: null }),
  CallMuted: (board, fact) => updateCall(board, fact.call_id, { muted: fact.muted }),
  AgentLost: passedOn,
  CallTransferred: passedOn,
  CallTakenOver: callTakenOver,
  PartyInvited: partyInvited,
  PartyRinging: (board, fact) => updateParty(board, fact, { state: 'ringing' }),
  PartyJoined: (board, fact) => updateParty(board, fact, { state: 'joined', since: fact.at }),
  PartyHeld: (board, fact) => updateParty(board, fact, { held: fact.held }),
  PartyMuted: (board, fact) => updateParty(board, fact, { muted: fact.muted }),
  PartyLeft: partyLeft,
  ConsultOver: consultOver,
  MonitoringRequested: monitoringRequested,
  MonitoringStarted: (board, fact) =>
    updateMonitor(board, fact, { state: 'joined', since: fact.at }),
  MonitoringModeChanged: (board, fact) => updateMonitor(board, fact, { mode: fact.mode }),
  MonitoringEnded: (board, fact) =>
    setMonitors(board, fact, (monitors) => without(monitors, fact.monitor_id)),
  SurveyOffered: (board, fact) => updateCall(board, fact.call_id, IN_FLOW),
  CallerPlayStarted: (board, fact) =>
    updateCall(board, fact.call_id, {
      playing: {
        id: fact.play_id,
        agent_id: fact.agent_id,
        prompt: fact.prompt,
        until: fact.until,
        leave: fact.leave,
      },
      ...(fact.leave ? { ...IN_FLOW, node_id: null } : {}),
    }),
  CallerPlayEnded: (board, fact) => updateCall(board, fact.call_id, { playing: null }),
  CallMoved: (board, fact) => updateCall(board, fact.call_id, { priority: fact.priority }),
  RecordingStarted: (board, fact) =>
    updateCall(board, fact.call_id, { recording_id: fact.recording_id }),
  CallEnded: callEnded,
  AgentSignedIn: (board, fact) => ({
    ...board,
    agents: {
      ...board.agents,
      [fact.agent_id]: {
        state: 'signed_out',
        reason: '',
        since: fact.at,
        until: null,
        call_id: null,
        station: fact.station,
        online: false,
        next: null,
        next_reason: '',
        lent: null,
        lent_until: null,
      },
    },
  }),
  AgentLent: (board, fact) =>
    updateAgent(board, fact.agent_id, { lent: fact.queue_ids, lent_until: fact.until }),
  AgentReturned: (board, fact) =>
    updateAgent(board, fact.agent_id, { lent: null, lent_until: null }),
  AgentSignedOut: (board, fact) => ({ ...board, agents: without(board.agents, fact.agent_id) }),
  AgentStateChanged: agentStateChanged,
  StationPickedUp: (board, fact) => updateAgent(board, fact.agent_id, { until: fact.until }),
  AgentNextStateChosen: (board, fact) =>
    updateAgent(board, fact.agent_id, { next: fact.next, next_reason: fact.reason }),
  AgentPhoneChanged: (board, fact) => updateAgent(board, fact.agent_id, { online: fact.online }),
  SwitchConnected: (board) => ({ ...board, switch: { ...board.switch, connected: true } }),
  SwitchDisconnected: (board) => ({ ...board, switch: { ...board.switch, connected: false } }),
  ...ALARM_REDUCERS,
  ...CALLBACK_REDUCERS,
  ...EXPERT_REDUCERS,
};

/** The kinds of fact the board listens to, for tests. */
export const BOARD_KINDS = Object.keys(REDUCERS);
