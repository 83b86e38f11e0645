import type { DraftField } from '@/api/types';

export type DraftFields = Record<string, DraftField>;
export type DraftValues = Record<string, unknown>;

/** Sends what was typed; answers with the fields as the server keeps them. */
export type SendDraft = (values: DraftValues) => Promise<DraftFields>;

export interface DraftStorage {
  read: () => DraftValues;
  write: (own: DraftValues) => void;
}

export interface DraftState {
  /** As the server has it. */
  known: DraftFields;
  /** Typed here and not confirmed by the server yet. */
  own: DraftValues;
}

export const REST_MS = 400;
export const AGAIN_MS = 2_000;

const equal = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);

/**
 * The half-filled form of a call, shared with everybody on it. What is typed here is shown here at once and sent when
 * the hand rests; of two who write in one field the last one wins, and a value on its way here never takes away what
 * is being typed.
 */
export class CallDraft {
  private state: DraftState;
  private readonly listeners = new Set<() => void>();
  private timer: ReturnType<typeof setTimeout> | undefined;
  private sending: Promise<void> | null = null;
  private writable = false;

  constructor(
    private readonly send: SendDraft,
    private readonly storage: DraftStorage,
    /** Whether a failure is for good: the call has left this agent. */
    private readonly over: (error: unknown) => boolean,
  ) {
    this.state = { known: {}, own: storage.read() };
  }

  readonly get = (): DraftState => this.state;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** Only who talks on the call, or wraps it up, may write; until then what is typed waits. */
  setWritable(writable: boolean): void {
    if (writable === this.writable) return;
    this.writable = writable;
    if (writable && this.dirty) this.later(0);
  }

  get dirty(): boolean {
    return Object.keys(this.state.own).length > 0;
  }

  /** What the server says of some fields; older than what is known changes nothing. */
  learn(fields: DraftFields): void {
    const newer = Object.entries(fields).filter(
      ([name, field]) => field.version > (this.state.known[name]?.version ?? 0),
    );
    if (newer.length === 0) return;
    this.set({ known: { ...this.state.known, ...Object.fromEntries(newer) } });
  }

  change(values: DraftValues): void {
    this.set({ own: { ...this.state.own, ...values } });
    this.later(REST_MS);
  }

  /** Send what has not been sent; settles when it is kept, or cannot be. */
  async flush(): Promise<void> {
    clearTimeout(this.timer);
    if (this.sending) await this.sending;
    if (!this.dirty || !this.writable) return;
    const sent = this.state.own;
    this.sending = this.deliver(sent);
    await this.sending;
  }

  /** No more is sent by itself. */
  stop(): void {
    clearTimeout(this.timer);
  }

  private async deliver(sent: DraftValues): Promise<void> {
    try {
      const kept = await this.send(sent);
      this.learn(kept);
      this.forget(sent);
    } catch (error) {
      if (this.over(error)) this.writable = false;
      else this.later(AGAIN_MS);
    } finally {
      this.sending = null;
    }
  }

  /** What was typed on while it was sent stays to be sent. */
  private forget(sent: DraftValues): void {
    const own = Object.fromEntries(
      Object.entries(this.state.own).filter(([name, value]) => !equal(value, sent[name])),
    );
    this.set({ own });
    if (Object.keys(own).length > 0) this.later(REST_MS);
  }

  private later(ms: number): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.flush(), ms);
  }

  private set(part: Partial<DraftState>): void {
    this.state = { ...this.state, ...part };
    if (part.own) this.storage.write(part.own);
    this.listeners.forEach((listener) => listener());
  }
}

/** What a field holds now: what is typed here, else what the server has; undefined when nobody has touched it. */
export function valueOf(state: DraftState, name: string): unknown {
  if (name in state.own) return state.own[name] ?? undefined;
  return state.known[name]?.value ?? undefined;
}

const CUSTOMER = 'customer_';

/** The fields of the customer's form that were touched, by the names of that form. */
export function customerValues(state: DraftState): DraftValues {
  const names = new Set([...Object.keys(state.known), ...Object.keys(state.own)]);
  const values: DraftValues = {};
  for (const name of names) {
    const value = valueOf(state, name);
    if (name.startsWith(CUSTOMER) && value !== undefined)
      values[name.slice(CUSTOMER.length)] = value;
  }
  return values;
}

export const toCustomerFields = (values: DraftValues): DraftValues =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [CUSTOMER + name, value]));

/** The saved record has taken the form's place: its fields are emptied for all. */
export function clearedCustomer(state: DraftState): DraftValues {
  return toCustomerFields(
    Object.fromEntries(Object.keys(customerValues(state)).map((name) => [name, null])),
  );
}

/** Somebody else saved the customer: fields of that form were taken away. */
export const customerSaved = (fields: DraftFields, me: string): boolean =>
  Object.entries(fields).some(
    ([name, field]) => name.startsWith(CUSTOMER) && field.value === null && field.by !== me,
  );

/** Who else has filled something in, last of all. */
export function otherWriter(state: DraftState, me: string): string | null {
  const others = Object.values(state.known).filter(
    (field) => field.by !== me && field.value !== null,
  );
  return others.at(-1)?.by_name ?? null;
}
