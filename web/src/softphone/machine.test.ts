import { describe, expect, it } from 'vitest';

import { initialPhone, lineIsFor, step, type PhoneEvent, type PhoneState } from './machine';

const run = (...events: PhoneEvent[]): PhoneState => events.reduce(step, initialPhone);
const registered: PhoneEvent[] = [{ type: 'started' }, { type: 'registered' }];
const incoming: PhoneEvent = { type: 'incoming', id: 's1', callId: 'c1' };

describe('registration', () => {
  it('is lost when the connection goes, and comes back', () => {
    expect(run(...registered, { type: 'disconnected' }).registration).toBe('lost');
    expect(run(...registered, { type: 'disconnected' }, { type: 'registered' }).registration).toBe(
      'registered',
    );
  });
  it('ignores late news after it was stopped', () => {
    expect(run(...registered, { type: 'stopped' }, { type: 'registered' })).toEqual(initialPhone);
    expect(run({ type: 'rejected' }).registration).toBe('off');
  });
  it('counts as lost when it fails, also the first time', () => {
    expect(run({ type: 'started' }, { type: 'failed' }).registration).toBe('lost');
  });
  it('says so when refused', () => {
    expect(run({ type: 'started' }, { type: 'rejected' }).registration).toBe('rejected');
  });
});

describe('a line', () => {
  it('rings, is answered, talks and ends', () => {
    expect(run(...registered, incoming).line?.phase).toBe('ringing');
    const answering = run(...registered, incoming, { type: 'answering', id: 's1' });
    expect(answering.line?.phase).toBe('answering');
    const talking = step(answering, { type: 'established', id: 's1' });
    expect(talking.line?.phase).toBe('talking');
    expect(step(talking, { type: 'ended', id: 's1', failure: null }).line).toBeNull();
  });
  it('survives the loss of registration', () => {
    const state = run(
      ...registered,
      incoming,
      { type: 'answering', id: 's1' },
      { type: 'established', id: 's1' },
      { type: 'disconnected' },
    );
    expect(state).toMatchObject({ registration: 'lost', line: { phase: 'talking' } });
  });
  it('is not replaced by a second one, nor ended by news of another', () => {
    const two = run(...registered, incoming, { type: 'incoming', id: 's2', callId: 'c2' });
    expect(two.line?.id).toBe('s1');
    expect(step(two, { type: 'ended', id: 's2', failure: null }).line?.id).toBe('s1');
  });
  it('cannot be answered twice', () => {
    const state = run(
      ...registered,
      incoming,
      { type: 'answering', id: 's1' },
      { type: 'established', id: 's1' },
      { type: 'answering', id: 's1' },
    );
    expect(state.line?.phase).toBe('talking');
  });
  it('keeps why it failed until the next one', () => {
    const failed = run(...registered, incoming, { type: 'ended', id: 's1', failure: 'webrtc' });
    expect(failed.failure).toBe('webrtc');
    expect(step(failed, { ...incoming, id: 's3' }).failure).toBeNull();
  });
});

describe('lineIsFor', () => {
  const line = run(...registered, incoming).line;
  it('goes by the header', () => {
    expect(lineIsFor(line, 'c1')).toBe(true);
    expect(lineIsFor(line, 'c2')).toBe(false);
    expect(lineIsFor(null, 'c1')).toBe(false);
  });
  it('takes the ringing line when there is no header', () => {
    expect(lineIsFor(line && { ...line, callId: null }, 'c9')).toBe(true);
  });
});
