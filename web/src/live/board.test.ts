import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';

import { describe, expect, it } from 'vitest';

import { apply, emptyBoard, type Board, type Fact } from './board';

interface Vector {
  name: string;
  start: Board;
  facts: { kind: string; fact: Fact }[];
  board: Board;
}

const file = resolve(import.meta.dirname, '../../../tests/live/vectors.json');
const vectors: Vector[] = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : [];

const run = (start: Board, facts: Vector['facts']): Board =>
  facts.reduce((board, item) => apply(board, item.kind, item.fact), start);

const arrived = {
  kind: 'CallArrived',
  fact: {
    at: 1,
    call_id: 'c',
    channel_id: 'x',
    from_number: '+8613800000000',
    from_name: '',
    dialled: '4000',
    number_id: 'n',
    line: '热线',
    endpoint: 't',
    media: 'voice',
  },
};
const signedIn = {
  kind: 'AgentSignedIn',
  fact: { at: 1, agent_id: 'a', station: 'browser', endpoint: 'e' },
};
const answered = {
  kind: 'CallAnswered',
  fact: { at: 5, call_id: 'c', agent_id: 'a', queue_id: 'q' },
};
const state = (at: number, name: string, call_id: string | null) => ({
  kind: 'AgentStateChanged',
  fact: { at, agent_id: 'a', state: name, reason: '', call_id, until: null },
});

describe('the shared vectors give the same boards as in Python', () => {
  it.each(vectors)('$name', ({ start, facts, board }) => {
    expect(run(start, facts)).toEqual(board);
  });
  it('are there', () => expect(vectors.length).toBeGreaterThan(0));
});

describe('the reducer', () => {
  it('keeps a call in wrap-up until its agent has finished', () => {
    const talking = run(emptyBoard(), [arrived, signedIn, answered, state(5, 'talking', 'c')]);
    const wrapping = run(talking, [
      state(9, 'wrap_up', 'c'),
      { kind: 'CallEnded', fact: { at: 9, call_id: 'c' } },
    ]);
    expect(wrapping.calls.c?.phase).toBe('wrap_up');
    expect(run(wrapping, [state(12, 'ready', null)]).calls).toEqual({});
  });

  it('drops a call at once when no agent had it', () => {
    const board = run(emptyBoard(), [arrived, { kind: 'CallEnded', fact: { call_id: 'c' } }]);
    expect(board.calls).toEqual({});
  });

  it('leaves untouched entries identical, and the whole board for unknown kinds', () => {
    const board = run(emptyBoard(), [arrived, signedIn]);
    const next = apply(board, 'AgentPhoneChanged', { agent_id: 'a', online: true });
    expect(next.calls).toBe(board.calls);
    expect(next.agents.a?.online).toBe(true);
    expect(apply(board, 'KeysSent', { call_id: 'c' })).toBe(board);
    expect(apply(board, 'toString', {})).toBe(board);
  });

  it('ignores the end of an offer that is no longer the current one', () => {
    const offered = run(emptyBoard(), [
      arrived,
      { kind: 'CallOffered', fact: { call_id: 'c', offer_id: 'o2', agent_id: 'b', until: 30 } },
    ]);
    expect(apply(offered, 'OfferEnded', { call_id: 'c', offer_id: 'o1' })).toBe(offered);
  });
});
