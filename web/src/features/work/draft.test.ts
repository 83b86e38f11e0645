import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import {
  AGAIN_MS,
  CallDraft,
  clearedCustomer,
  customerSaved,
  customerValues,
  otherWriter,
  REST_MS,
  valueOf,
  type DraftFields,
  type DraftValues,
} from './draft';

const field = (value: unknown, version: number, by = 'me') => ({
  value,
  version,
  by,
  by_name: by.toUpperCase(),
});

function make(stored: DraftValues = {}) {
  const sent: DraftValues[] = [];
  const kept: DraftValues[] = [];
  let version = 0;
  const server = { fail: null as Error | null };
  const draft = new CallDraft(
    (values) => {
      sent.push(values);
      if (server.fail) return Promise.reject(server.fail);
      version += 1;
      const fields: DraftFields = {};
      for (const [name, value] of Object.entries(values)) fields[name] = field(value, version);
      return Promise.resolve(fields);
    },
    { read: () => stored, write: (own) => kept.push(own) },
    (error) => (error as Error).message === 'over',
  );
  draft.setWritable(true);
  return { draft, sent, kept, server };
}

describe('a draft', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('is shown at once and sent when the hand rests', async () => {
    const { draft, sent } = make();
    draft.change({ notes: 'a' });
    await vi.advanceTimersByTimeAsync(REST_MS - 1);
    draft.change({ notes: 'ab' });
    expect(valueOf(draft.get(), 'notes')).toBe('ab');
    expect(sent).toEqual([]);
    await vi.advanceTimersByTimeAsync(REST_MS);
    expect(sent).toEqual([{ notes: 'ab' }]);
    expect(draft.dirty).toBe(false);
    expect(valueOf(draft.get(), 'notes')).toBe('ab');
  });

  it('takes what a colleague writes, but not over what is being typed here', async () => {
    const { draft } = make();
    draft.learn({ notes: field('theirs', 3, 'other') });
    expect(valueOf(draft.get(), 'notes')).toBe('theirs');
    expect(otherWriter(draft.get(), 'me')).toBe('OTHER');
    draft.change({ notes: 'mine' });
    draft.learn({
      notes: field('theirs again', 4, 'other'),
      customer_name: field('N', 1, 'other'),
    });
    expect(valueOf(draft.get(), 'notes')).toBe('mine');
    expect(customerValues(draft.get())).toEqual({ name: 'N' });
    draft.learn({ notes: field('late', 2, 'other') });
    await draft.flush();
    draft.learn({ notes: field('newest', 9, 'other') });
    expect(valueOf(draft.get(), 'notes')).toBe('newest');
  });

  it('goes on sending what was typed meanwhile, and tries again after a failure', async () => {
    const { draft, sent, server } = make();
    server.fail = new Error('network');
    draft.change({ notes: 'a' });
    await vi.advanceTimersByTimeAsync(REST_MS);
    server.fail = null;
    await vi.advanceTimersByTimeAsync(AGAIN_MS);
    expect(sent).toEqual([{ notes: 'a' }, { notes: 'a' }]);
    expect(draft.dirty).toBe(false);
  });

  it('waits until it may be written, and ends when the call is over', async () => {
    const { draft, sent, server } = make({ notes: 'from before the reload' });
    await vi.advanceTimersByTimeAsync(0);
    expect(sent).toEqual([{ notes: 'from before the reload' }]);
    server.fail = new Error('over');
    draft.change({ notes: 'b' });
    await vi.advanceTimersByTimeAsync(REST_MS + AGAIN_MS * 3);
    expect(sent).toHaveLength(2);
    expect(draft.dirty).toBe(true);
  });

  it('gives the customer form up once somebody saved it', () => {
    const { draft } = make();
    draft.learn({ customer_name: field('N', 1, 'other'), notes: field('x', 1, 'other') });
    expect(clearedCustomer(draft.get())).toEqual({ customer_name: null });
    const cleared = { customer_name: field(null, 2, 'other') };
    expect(customerSaved(cleared, 'me')).toBe(true);
    expect(customerSaved(cleared, 'other')).toBe(false);
    draft.learn(cleared);
    expect(customerValues(draft.get())).toEqual({});
  });
});
