/**
 * The softphone's state as plain data: what the SIP stack reported, turned into what the page shows. No I/O here.
 */

/** off: not wanted; lost: not registered now, being brought back; rejected: the switch refused the credentials. */
export type Registration = 'off' | 'connecting' | 'registered' | 'lost' | 'rejected';

export type LinePhase = 'ringing' | 'answering' | 'calling' | 'talking';

export interface Line {
  /** The SIP stack's own id of the session. */
  id: string;
  direction: 'incoming' | 'outgoing';
  /** From the header X-Trunkline-Call, when the switch sent it. */
  callId: string | null;
  /** From the header X-Trunkline-Monitor: a supervisor listens to that call, and the line answers by itself. */
  monitor: boolean;
  phase: LinePhase;
  /** The sound has lost its way, and it is being made anew; the other side is still there. */
  broken: boolean;
}

export interface PhoneState {
  registration: Registration;
  line: Line | null;
  /** Why the last line ended other than by a normal hang-up. */
  failure: string | null;
}

export type PhoneEvent =
  | { type: 'started' }
  | { type: 'registered' }
  | { type: 'unregistered' }
  | { type: 'disconnected' }
  | { type: 'failed' }
  | { type: 'rejected' }
  | { type: 'stopped' }
  | { type: 'incoming'; id: string; callId: string | null; monitor?: boolean }
  | { type: 'calling'; id: string }
  | { type: 'answering'; id: string }
  | { type: 'established'; id: string }
  | { type: 'sound'; id: string; broken: boolean }
  | { type: 'ended'; id: string; failure: string | null };

export const initialPhone: PhoneState = { registration: 'off', line: null, failure: null };

export function step(state: PhoneState, event: PhoneEvent): PhoneState {
  switch (event.type) {
    case 'started':
      return { ...state, registration: 'connecting', failure: null };
    case 'registered':
      return state.registration === 'off' ? state : { ...state, registration: 'registered' };
    case 'unregistered':
    case 'disconnected':
      // A call in progress goes on: its media does not pass through the signalling socket.
      return state.registration === 'registered' ? { ...state, registration: 'lost' } : state;
    case 'failed':
      return state.registration === 'off' ? state : { ...state, registration: 'lost' };
    case 'rejected':
      return state.registration === 'off' ? state : { ...state, registration: 'rejected' };
    case 'stopped':
      return initialPhone;
    case 'incoming':
      return state.line
        ? state
        : withLine(state, event.id, 'incoming', event.callId, 'ringing', event.monitor);
    case 'calling':
      return state.line ? state : withLine(state, event.id, 'outgoing', null, 'calling');
    case 'answering':
      return ofLine(state, event.id, ['ringing'], 'answering');
    case 'established':
      return ofLine(state, event.id, ['answering', 'calling', 'ringing'], 'talking');
    case 'sound':
      return state.line?.id === event.id && state.line.broken !== event.broken
        ? { ...state, line: { ...state.line, broken: event.broken } }
        : state;
    case 'ended':
      return state.line?.id === event.id ? { ...state, line: null, failure: event.failure } : state;
  }
}

function withLine(
  state: PhoneState,
  id: string,
  direction: Line['direction'],
  callId: string | null,
  phase: LinePhase,
  monitor = false,
): PhoneState {
  return {
    ...state,
    failure: null,
    line: { id, direction, callId, monitor, phase, broken: false },
  };
}

function ofLine(state: PhoneState, id: string, from: LinePhase[], to: LinePhase): PhoneState {
  if (state.line?.id !== id || !from.includes(state.line.phase)) return state;
  return { ...state, line: { ...state.line, phase: to } };
}

/**
 * Whether this line belongs to the call the board offers. The header decides; without it, the only call that is
 * offered here is the one that rings.
 */
export function lineIsFor(line: Line | null, callId: string): boolean {
  return line !== null && (line.callId === null || line.callId === callId);
}
