import { UA, WebSocketInterface } from 'jssip';
import type { IncomingRTCSessionEvent } from 'jssip/lib/UA';
import type { IncomingRequest } from 'jssip/lib/SIPMessage';
import type { RTCSession } from 'jssip/lib/RTCSession';

import { MicError, openMicrophone, release, routeOutput } from './media';
import { initialPhone, step, type PhoneEvent, type PhoneState } from './machine';

export interface PhoneAccess {
  uri: string;
  password: string;
  /** Full ws: or wss: address. */
  url: string;
  iceServers: RTCIceServer[];
  register: boolean;
}

const CALL_HEADER = 'X-Trunkline-Call';
const MONITOR_HEADER = 'X-Trunkline-Monitor';
/** Candidates of the own network come at once; waiting for more only delays the answer. */
const ICE_PATIENCE_MS = 500;
/**
 * Longest pause between attempts to reach the switch again. Call control keeps the conversation of a browser that has
 * gone for ten seconds from its own restart on: who asks less often than that loses callers who are still heard.
 */
const RECOVERY_S = 3;

/** Longest wait for an answer to a call that tries the way. */
const TRIAL_ANSWER_MS = 8_000;

/** A call beside the line. */
export interface Trial {
  connection: RTCPeerConnection;
  /** A call came in, or the switch ended it. */
  readonly over: boolean;
  end: () => void;
}

/** SIP in the browser: one account, one line at a time. Tells its state through `subscribe` / `get`. */
export class Softphone {
  private state: PhoneState = initialPhone;
  private readonly listeners = new Set<() => void>();
  private ua: UA | null = null;
  private session: RTCSession | null = null;
  private access: PhoneAccess | null = null;
  private mic: MediaStream | null = null;
  private muted = false;
  private trial: RTCSession | null = null;
  private readonly speaker = new Audio();

  constructor() {
    this.speaker.autoplay = true;
  }

  readonly get = (): PhoneState => this.state;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** Register with this account, anew when there is one already; but never at the price of a line that is up. */
  start(access: PhoneAccess): void {
    if (this.session && !this.session.isEnded()) return;
    this.stop();
    this.access = access;
    const ua = new UA({
      sockets: [new WebSocketInterface(access.url)],
      uri: access.uri,
      password: access.password,
      register: access.register,
      register_expires: 120,
      session_timers: false,
      connection_recovery_min_interval: 1,
      connection_recovery_max_interval: RECOVERY_S,
      user_agent: 'Trunkline',
    });
    this.ua = ua;
    const tell = (event: PhoneEvent) => {
      if (ua === this.ua) this.dispatch(event);
    };
    ua.on('connected', () => {
      if (!access.register) tell({ type: 'registered' });
    });
    ua.on('registered', () => tell({ type: 'registered' }));
    ua.on('unregistered', () => tell({ type: 'unregistered' }));
    ua.on('disconnected', () => tell({ type: 'disconnected' }));
    ua.on('registrationFailed', (event) => {
      const status = (event.response as { status_code?: number } | null)?.status_code ?? 0;
      tell({ type: status === 401 || status === 403 ? 'rejected' : 'failed' });
    });
    ua.on('newRTCSession', ((event: IncomingRTCSessionEvent) => {
      if (ua !== this.ua || (event.originator as string) !== 'remote') return;
      this.incoming(event.session, event.request);
    }) as never);
    this.dispatch({ type: 'started' });
    ua.start();
  }

  stop(): void {
    const ua = this.ua;
    this.ua = null;
    this.session = null;
    this.endTrial();
    this.closeMedia();
    ua?.stop();
    this.dispatch({ type: 'stopped' });
  }

  /** Answer the ringing line. Throws MicError when there is no microphone; the line goes on ringing then. */
  async answer(): Promise<void> {
    const session = this.session;
    if (!session || this.state.line?.phase !== 'ringing') return;
    this.dispatch({ type: 'answering', id: session.id });
    try {
      this.mic = await openMicrophone();
    } catch (error) {
      if (session === this.session && this.state.line) {
        const { line } = this.state;
        this.set({ ...this.state, line: { ...line, phase: 'ringing' } });
      }
      throw error instanceof MicError ? error : new MicError('failed');
    }
    if (session !== this.session || session.isEnded()) return this.closeMedia();
    session.answer({ mediaStream: this.mic, pcConfig: this.pcConfig() });
  }

  /** Call a number; the browser is the caller. Throws MicError. */
  async call(number: string): Promise<void> {
    if (!this.ua || this.session) return;
    this.mic = await openMicrophone();
    const session = this.ua.call(number, { mediaStream: this.mic, pcConfig: this.pcConfig() });
    this.attach(session);
    this.dispatch({ type: 'calling', id: session.id });
  }

  /**
   * Call something of the switch's beside the line, to try the way there; a call that comes in ends it. Resolves once
   * it is answered. Throws when it is not, or when there is a line.
   */
  async tryOut(number: string, stream: MediaStream): Promise<Trial> {
    if (!this.ua || this.session) throw new Error('busy');
    this.endTrial();
    const session = this.ua.call(number, { mediaStream: stream, pcConfig: this.pcConfig() });
    this.trial = session;
    waitForCandidates(session);
    let over = false;
    await new Promise<void>((answered, failed) => {
      const timer = setTimeout(() => failed(new Error('no_answer')), TRIAL_ANSWER_MS);
      const ended = (why: string) => () => {
        over = true;
        clearTimeout(timer);
        if (this.trial === session) this.trial = null;
        failed(new Error(why));
      };
      session.on('confirmed', () => {
        clearTimeout(timer);
        answered();
      });
      session.on('failed', ended('failed'));
      session.on('ended', ended('ended'));
    }).catch((error: unknown) => {
      if (!session.isEnded()) session.terminate();
      throw error;
    });
    return {
      connection: session.connection,
      get over() {
        return over;
      },
      end: () => {
        if (!session.isEnded()) session.terminate();
      },
    };
  }

  hangUp(): void {
    const session = this.session;
    if (session && !session.isEnded()) session.terminate();
  }

  /** What is heard now, for a level meter. */
  heard(): MediaStream | null {
    return this.speaker.srcObject as MediaStream | null;
  }

  /** Keys as telephone events in the audio stream. */
  sendKeys(keys: string): void {
    this.session?.sendDTMF(keys, {
      transportType: 'RFC2833' as never,
      duration: 160,
      interToneGap: 120,
    });
  }

  /** Silence the microphone here as well, whatever the switch does. */
  mute(muted: boolean): void {
    this.muted = muted;
    this.mic?.getAudioTracks().forEach((track) => (track.enabled = !muted));
  }

  /** Change to the microphone and loudspeaker chosen in the settings, also during a call. */
  async useChosenDevices(): Promise<void> {
    await routeOutput(this.speaker);
    if (!this.mic || !this.session) return;
    const next = await openMicrophone();
    const track = next.getAudioTracks()[0];
    const sender = this.session.connection.getSenders().find((each) => each.track);
    if (!track || !sender) return release(next);
    await sender.replaceTrack(track);
    release(this.mic);
    this.mic = next;
    this.mute(this.muted);
  }

  private pcConfig(): RTCConfiguration {
    return { iceServers: this.access?.iceServers ?? [] };
  }

  private incoming(session: RTCSession, request: IncomingRequest): void {
    if (this.session && !this.session.isEnded()) {
      session.terminate({ status_code: 486 });
      return;
    }
    this.endTrial();
    this.attach(session);
    const header = request.getHeader(CALL_HEADER) as string | undefined;
    const monitor = request.getHeader(MONITOR_HEADER) !== undefined;
    this.dispatch({ type: 'incoming', id: session.id, callId: header?.trim() || null, monitor });
  }

  private attach(session: RTCSession): void {
    this.session = session;
    this.muted = false;
    const { id } = session;
    const over = (failure: string | null) => {
      if (session === this.session) {
        this.session = null;
        this.closeMedia();
      }
      this.dispatch({ type: 'ended', id, failure });
    };
    session.on('confirmed', () => this.dispatch({ type: 'established', id }));
    session.on('ended', () => over(null));
    session.on('failed', (event) => over(event.cause || 'failed'));
    // An outgoing session has made its connection before anyone could listen.
    if (session.connection) this.listen(session.connection);
    session.on('peerconnection', (event) => this.listen(event.peerconnection));
    waitForCandidates(session);
  }

  private endTrial(): void {
    const { trial } = this;
    this.trial = null;
    if (trial && !trial.isEnded()) trial.terminate();
  }

  private listen(connection: RTCPeerConnection): void {
    connection.addEventListener('track', (event) => {
      this.speaker.srcObject = event.streams[0] ?? new MediaStream([event.track]);
      void routeOutput(this.speaker);
      void this.speaker.play().catch(() => undefined);
    });
  }

  private closeMedia(): void {
    release(this.mic);
    this.mic = null;
    this.speaker.srcObject = null;
  }

  private dispatch(event: PhoneEvent): void {
    this.set(step(this.state, event));
  }

  private set(state: PhoneState): void {
    if (state === this.state) return;
    this.state = state;
    this.listeners.forEach((listener) => listener());
  }
}

function waitForCandidates(session: RTCSession): void {
  let patience: ReturnType<typeof setTimeout> | undefined;
  session.on('icecandidate', (event) => {
    patience ??= setTimeout(() => event.ready(), ICE_PATIENCE_MS);
  });
}
