import { describe, expect, it } from 'vitest';

import type { Targets } from '@/api/types';
import type { BoardAgent, BoardCall, BoardParty } from '@/live/board';

import { choicesOf, chosen, consultView, headCount, isNews, partOf, stepFrom } from './parties';

const party = (fields: Partial<BoardParty>): BoardParty => ({
  id: 'p',
  purpose: 'consult',
  state: 'joined',
  since: 1,
  agent_id: 'b',
  number: '',
  by: 'a',
  held: false,
  muted: false,
  ...fields,
});
const call = (fields: Partial<BoardCall>): BoardCall =>
  ({
    id: 'c',
    phase: 'talking',
    agent_id: 'a',
    offers: {},
    held_since: null,
    parties: {},
    ...fields,
  }) as BoardCall;
const agent = (state: BoardAgent['state']) => ({ state, call_id: 'c' }) as BoardAgent;

describe('part in a call', () => {
  it('is told from the call and the own state', () => {
    expect(partOf(undefined, undefined, 'a')).toBe('none');
    expect(partOf(call({}), agent('talking'), 'a')).toBe('charge');
    expect(
      partOf(
        call({ phase: 'offered', offers: { o: { agent_id: 'a', until: 9 } } }),
        agent('ringing'),
        'a',
      ),
    ).toBe('offered');
    const rung = call({ parties: { p: party({ state: 'ringing' }) } });
    expect(partOf(rung, agent('ringing'), 'b')).toBe('invited');
    expect(partOf(call({ parties: { p: party({}) } }), agent('talking'), 'b')).toBe('party');
  });

  it('is wrap-up for who passed the call on, whatever the call does meanwhile', () => {
    expect(partOf(call({ agent_id: 'b' }), agent('wrap_up'), 'a')).toBe('wrap_up');
    const elsewhere = call({ phase: 'offered', offers: { o: { agent_id: 'b', until: 9 } } });
    expect(partOf(elsewhere, agent('wrap_up'), 'a')).toBe('wrap_up');
    expect(partOf(call({ phase: 'wrap_up' }), agent('wrap_up'), 'a')).toBe('wrap_up');
  });
});

it('says between whom the voice goes during a consult', () => {
  expect(consultView(call({ held_since: 5 }), party({ state: 'ringing' }))).toBe('ringing');
  expect(consultView(call({ held_since: 5 }), party({}))).toBe('with_colleague');
  expect(consultView(call({}), party({ held: true }))).toBe('with_caller');
});

it('counts who is there, not who is rung', () => {
  const parties = { p: party({}), q: party({ id: 'q', state: 'ringing' }) };
  expect(headCount(call({ parties }))).toBe(3);
  expect(headCount(call({ agent_id: null }))).toBe(1);
});

it('tells of parties who were not reached, not of those who left', () => {
  expect(['busy', 'no_answer', 'declined', 'failed'].every(isNews)).toBe(true);
  expect(['left', 'dropped', 'cancelled', 'call_ended'].some(isNews)).toBe(false);
});

const targets: Targets = {
  colleagues: [
    { id: 'x', name: 'X', extension: '1001', state: 'ready', since: 1, reachable: true },
    { id: 'y', name: 'Y', extension: '1002', state: 'talking', since: 1, reachable: false },
  ],
  queues: [{ id: 'q', name: 'Q', free: 0, waiting: 2, reachable: false }],
  flows: [{ id: 'f', name: 'F' }],
  number: '02155556666',
};
const nobody = new Set<string>();

describe('choices', () => {
  it('are what the mode can reach, with the reason of what cannot be', () => {
    const keys = (mode: 'transfer' | 'consult') =>
      choicesOf(targets, mode, nobody).map((one) => [one.key, one.why]);
    expect(keys('transfer')).toEqual([
      ['agent:x', ''],
      ['agent:y', 'state'],
      ['queue:q', ''],
      ['number:02155556666', ''],
      ['flow:f', ''],
    ]);
    expect(keys('consult')).toEqual([
      ['agent:x', ''],
      ['agent:y', 'state'],
      ['queue:q', 'nobody_free'],
      ['number:02155556666', ''],
    ]);
    expect(choicesOf(targets, 'add', new Set(['x']))[0]?.why).toBe('in_call');
  });

  it('are gone through by arrows, past those that cannot be taken, round the end', () => {
    const choices = choicesOf(targets, 'consult', nobody);
    expect(stepFrom(choices, 'agent:x', 1)).toBe('number:02155556666');
    expect(stepFrom(choices, 'number:02155556666', 1)).toBe('agent:x');
    expect(stepFrom(choices, 'agent:x', -1)).toBe('number:02155556666');
    expect(stepFrom([], null, 1)).toBeNull();
  });

  it('are never taken when they can no longer be', () => {
    const choices = choicesOf(targets, 'consult', nobody);
    expect(chosen(choices, null)?.key).toBe('agent:x');
    expect(chosen(choices, 'agent:y')?.key).toBe('agent:x');
    expect(chosen(choices, 'number:02155556666')?.key).toBe('number:02155556666');
    expect(chosen([], 'agent:x')).toBeUndefined();
  });
});
