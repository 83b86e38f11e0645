import { expect, it } from 'vitest';

import { apply, emptyBoard, type Board } from '@/live/board';
import type { Names } from '@/live/store';

import { agentRows, countStates, queueRows, waitingCalls, waitingLine } from './figures';

const names: Names = {
  agents: {},
  queues: { q1: { name: '售后', member_ids: ['a', 'b'] }, q2: { name: '售前', member_ids: [] } },
  flows: {},
};

function board(): Board {
  let now = emptyBoard();
  const add = (kind: string, fact: object) => (now = apply(now, kind, fact));
  add('AgentSignedIn', { at: 1, agent_id: 'a', station: 'browser' });
  add('AgentStateChanged', {
    at: 1,
    agent_id: 'a',
    state: 'ready',
    reason: '',
    call_id: null,
    until: null,
  });
  for (const [id, at, priority] of [
    ['c1', 20, 0],
    ['c2', 10, 0],
    ['c3', 30, 5],
  ] as const) {
    add('CallArrived', { at: 1, call_id: id });
    add('CallQueued', { at, call_id: id, queue_id: 'q1', stay_id: 's', priority });
  }
  add('CallOffered', { at: 40, call_id: 'c3', offer_id: 'o', agent_id: 'a', until: 60 });
  return now;
}

it('counts states, also those nobody is in', () => {
  expect(countStates(board().agents)).toMatchObject({ ready: 1, talking: 0, not_ready: 0 });
});

it('shows each queue with its waiting callers and the longest wait', () => {
  const rows = queueRows(board(), names);
  expect(rows.find((row) => row.id === 'q1')).toMatchObject({
    waiting: 3,
    ringing: 1,
    oldest: 10,
    members: 2,
    signedIn: 1,
    ready: 1,
  });
  expect(rows.find((row) => row.id === 'q2')).toMatchObject({ waiting: 0, oldest: null });
});

it('lists waiting callers in the order they are served', () => {
  expect(waitingCalls(board()).map((call) => call.id)).toEqual(['c3', 'c2', 'c1']);
});

it('finds agents by queue, name and extension', () => {
  const known = { ...names, agents: { a: { name: 'Wang Fang', extension: '1001' } } };
  const found = (queue: string, search: string) =>
    agentRows(board(), known, queue, search).map((row) => row.name);
  expect(found('', '')).toEqual(['Wang Fang']);
  expect(found('q1', ' fang ')).toEqual(['Wang Fang']);
  expect(found('', '100')).toEqual(['Wang Fang']);
  expect(found('q2', '')).toEqual([]);
  expect(found('', 'li')).toEqual([]);
});

it('leaves out who gave up until the machine is to call them', () => {
  let now = emptyBoard();
  const add = (kind: string, fact: object) => (now = apply(now, kind, fact));
  const asked = { at: 5, queue_id: 'q1', number: '+8613800000001', queued_at: 5, priority: 0 };
  add('CallbackRequested', { ...asked, callback_id: 'b1', reason: 'asked', due_at: null });
  add('CallbackRequested', { ...asked, callback_id: 'b2', reason: 'abandoned', due_at: 900 });
  expect(waitingLine(now, names, 9).map(({ id }) => id)).toEqual(['b1']);
  add('CallbackDue', { at: 900, callback_id: 'b2', queue_id: 'q1' });
  expect(waitingLine(now, names, 9).map(({ id }) => id)).toEqual(['b1', 'b2']);
  add('CallbackPostponed', { at: 901, callback_id: 'b1', due_at: 2000, why: 'closed' });
  expect(waitingLine(now, names, 9).map(({ id }) => id)).toEqual(['b2', 'b1']);
});

it('puts who gave up behind those who wait when the machine is to call', () => {
  let now = emptyBoard();
  const add = (kind: string, fact: object) => (now = apply(now, kind, fact));
  const gaveUp = { at: 5, queue_id: 'q1', number: '+8613800000001', queued_at: 5, priority: 0 };
  add('CallbackRequested', { ...gaveUp, callback_id: 'b1', reason: 'abandoned', due_at: 900 });
  add('CallArrived', { at: 600, call_id: 'c1' });
  add('CallQueued', { at: 600, call_id: 'c1', queue_id: 'q1', stay_id: 's', priority: 0 });
  add('CallbackDue', { at: 900, callback_id: 'b1', queue_id: 'q1' });
  expect(waitingLine(now, names, 1000).map(({ id }) => id)).toEqual(['c1', 'b1']);
});

it('lets priority grow as the queues say', () => {
  let now = emptyBoard();
  const add = (kind: string, fact: object) => (now = apply(now, kind, fact));
  for (const [id, at, queue_id, priority] of [
    ['slow', 0, 'q1', 5],
    ['fast', 30_000, 'q2', 0],
    ['late', 40_000, 'q2', 1],
  ] as const) {
    add('CallArrived', { at, call_id: id });
    add('CallQueued', { at, call_id: id, queue_id, stay_id: 's', priority });
  }
  const order = (q1: number, q2: number, minutes: number) => {
    const queue = { name: '', member_ids: [] };
    const queues = { q1: { ...queue, ageing: q1 }, q2: { ...queue, ageing: q2 } };
    return waitingLine(now, { queues }, minutes * 60_000).map(({ id }) => id);
  };
  expect(order(0, 0, 60)).toEqual(['slow', 'late', 'fast']);
  expect(order(2, 2, 60)).toEqual(['slow', 'late', 'fast']);
  expect(order(0, 2, 1)).toEqual(['slow', 'late', 'fast']);
  expect(order(0, 2, 4)).toEqual(['late', 'fast', 'slow']);
  // 10 seconds and 6 points a minute are worth the point that the other has: who came first is served first.
  expect(order(0, 6, 2)).toEqual(['fast', 'late', 'slow']);
});

it('shows who asks for an expert in the line of the experts, with the customer, in order', () => {
  let now = emptyBoard();
  const add = (kind: string, fact: object) => (now = apply(now, kind, fact));
  for (const [id, number] of [
    ['c1', '+8613800000001'],
    ['c2', '+8613800000002'],
  ] as const) {
    add('CallArrived', { at: 1, call_id: id, from_number: number });
    add('CallAnswered', { at: 2, call_id: id, agent_id: `of-${id}` });
  }
  add('CallArrived', { at: 3, call_id: 'w1' });
  add('CallQueued', { at: 15, call_id: 'w1', queue_id: 'q2', stay_id: 's', priority: 0 });
  const ask = { queue_id: 'q1', expert_queue_id: 'q2', until: 99, priority: 0 };
  add('ExpertAsked', { ...ask, at: 20, call_id: 'c1', ask_id: 'x1', agent_id: 'of-c1' });
  add('ExpertAsked', { ...ask, at: 10, call_id: 'c2', ask_id: 'x2', agent_id: 'of-c2' });
  const line = () => waitingLine(now, names, 50).map(({ id }) => id);
  expect(line()).toEqual(['x2', 'w1', 'x1']);
  expect(waitingLine(now, names, 50)[0]).toMatchObject({
    queue_id: 'q2',
    since: 10,
    asker: 'of-c2',
    number: '+8613800000002',
  });
  add('ExpertAsked', {
    ...ask,
    at: 30,
    call_id: 'c1',
    ask_id: 'x3',
    agent_id: 'of-c1',
    priority: 5,
  });
  expect(line()).toEqual(['x3', 'x2', 'w1']);
  add('ExpertAskEnded', { at: 40, call_id: 'c2', ask_id: 'x2', outcome: 'answered' });
  expect(line()).toEqual(['x3', 'w1']);
});
