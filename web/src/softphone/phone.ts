import { UA } from 'jssip';
import type { IncomingRTCSessionEvent } from 'jssip/lib/UA';
import type { IncomingRequest } from 'jssip/lib/SIPMessage';
import type { RTCSession } from 'jssip/lib/RTCSession';

import { audioChoice, listDevices, MicError, openMicrophone, release, routeOutput } from './media';
import { initialPhone, step, type PhoneEvent, type PhoneState } from './machine';
import { waitForCandidates } from './offer';
import { Recovery } from './recovery';
import { after, every } from './steady';
import { answered, type Trial } from './trial';
import { onWake, stayAwake } from './wake';
import { Wire } from './wire';

/** A device that went in the middle of a call, and the one that took its place; problem: there is none. */
export interface DeviceNews {
  kind: 'input' | 'output';
  now: string;
  problem: MicError['problem'] | null;
}

export interface PhoneAccess {
  uri: string;
  password: string;
  /** Full ws: or wss: address. */
  url: string;
  iceServers: RTCIceServer[];
  register: boolean;
  /** For how long it registers at a time, in seconds. */
  expiresS?: number;
}

const EXPIRES_S = 120;
/**
 * In a hidden tab the library's own timers may come a minute late: it is registered again by a timer that does not, so
 * many times while a registration holds.
 */
const HIDDEN_REFRESHES = 3;
/** One cause tells itself several times over: the network is there again, the tab is shown. */
const WAKE_QUIET_MS = 400;

const CALL_HEADER = 'X-Trunkline-Call';
const MONITOR_HEADER = 'X-Trunkline-Monitor';
/**
 * Longest pause between attempts to reach the switch again. Call control keeps the conversation of a browser that has
 * gone for ten seconds from its own restart on: who asks less often than that loses callers who are still heard.
 */
const RECOVERY_S = 3;

/** SIP in the browser: one account, one line at a time. Tells its state through `subscribe` / `get`. */
export class Softphone {
  private state: PhoneState = initialPhone;
  private readonly listeners = new Set<() => void>();
  private readonly deviceListeners = new Set<(news: DeviceNews) => void>();
  private ua: UA | null = null;
  private session: RTCSession | null = null;
  private recovery: Recovery | null = null;
  private access: PhoneAccess | null = null;
  private mic: MediaStream | null = null;
  private muted = false;
  private trial: RTCSession | null = null;
  private outputGone = false;
  private wire: Wire | null = null;
  private watches: (() => void)[] = [];
  private readonly speaker = new Audio();

  constructor() {
    this.speaker.autoplay = true;
  }

  /** Be told of devices that go while they are in use. Returns how to end it. */
  readonly onDevice = (listener: (news: DeviceNews) => void): (() => void) => {
    this.deviceListeners.add(listener);
    return () => this.deviceListeners.delete(listener);
  };

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
    const wire = new Wire(access.url);
    const { expiresS = EXPIRES_S } = access;
    const ua = new UA({
      sockets: [wire.socket],
      uri: access.uri,
      password: access.password,
      register: access.register,
      register_expires: expiresS,
      session_timers: false,
      connection_recovery_min_interval: 1,
      connection_recovery_max_interval: RECOVERY_S,
      user_agent: 'Trunkline',
    });
    this.ua = ua;
    this.wire = wire;
    this.watchOver(access.register, expiresS);
    const tell = (event: PhoneEvent) => {
      if (ua === this.ua) this.dispatch(event);
    };
    ua.on('connected', () => {
      if (access.register) return;
      tell({ type: 'registered' });
      if (ua === this.ua) this.recovery?.reached();
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
    this.recovery?.end();
    this.recovery = null;
    this.wire?.close();
    this.wire = null;
    this.watches.forEach((end) => end());
    this.watches = [];
    this.endTrial();
    this.closeMedia();
    ua?.stop();
    this.dispatch({ type: 'stopped' });
  }

  /** Keep the registration in a hidden tab, and it and a talk over sleep and over a change of the network. */
  private watchOver(registers: boolean, expiresS: number): void {
    let quiet: (() => void) | null = null;
    const refresh = () => {
      if (this.ua && registers) this.wire?.refresh(this.ua);
    };
    this.watches = [
      onWake(() => {
        quiet?.();
        quiet = after(WAKE_QUIET_MS, () => {
          refresh();
          this.recovery?.look();
        });
      }),
      () => quiet?.(),
    ];
    if (!registers) return;
    this.watches.push(
      stayAwake(),
      every((expiresS * 1000) / HIDDEN_REFRESHES, () => {
        if (document.hidden) refresh();
      }),
    );
  }

  /** Find out whether the switch can be reached: for who registers by an answer, for others by a connected socket. */
  private reach(): void {
    const { ua, wire } = this;
    if (!ua || !wire) return;
    if (this.access?.register) wire.refresh(ua, () => this.recovery?.reached());
    else if (ua.isConnected()) this.recovery?.reached();
    else wire.connect(ua);
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
    this.watchMicrophone(this.mic.getAudioTracks()[0]);
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
    return answered(session, () => {
      if (this.trial === session) this.trial = null;
    });
  }

  /** The line's statistics; null when there is no line. */
  async stats(): Promise<Record<string, unknown>[] | null> {
    const connection = this.session?.connection;
    if (!connection) return null;
    return [...(await connection.getStats()).values()] as Record<string, unknown>[];
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
    await this.takeMicrophone();
  }

  /** Speak into the chosen microphone from now on, or the next one when it is not there. Throws MicError. */
  private async takeMicrophone(): Promise<string> {
    const { session } = this;
    const next = await openMicrophone();
    const track = next.getAudioTracks()[0];
    const sender = session?.connection
      .getSenders()
      .find((each) => each.track?.kind === 'audio' || each.track === null);
    if (!track || !sender || session !== this.session) {
      release(next);
      return '';
    }
    await sender.replaceTrack(track);
    release(this.mic);
    this.mic = next;
    this.mute(this.muted);
    this.watchMicrophone(track);
    return track.label;
  }

  private watchMicrophone(track: MediaStreamTrack | undefined): void {
    track?.addEventListener('ended', () => {
      if (!this.session || !this.mic?.getTracks().includes(track)) return;
      this.takeMicrophone().then(
        (now) => this.tellDevice({ kind: 'input', now, problem: null }),
        (error: unknown) =>
          this.tellDevice({
            kind: 'input',
            now: '',
            problem: error instanceof MicError ? error.problem : 'failed',
          }),
      );
    });
  }

  /** Devices came or went: the loudspeaker in use may be gone, or the chosen one be back. */
  private readonly devicesChanged = async (): Promise<void> => {
    if (!this.session) return;
    const { output } = audioChoice();
    const outputs = await listDevices('audiooutput');
    const there = output === '' || outputs.some(({ deviceId }) => deviceId === output);
    await routeOutput(this.speaker);
    if (there || this.outputGone) {
      this.outputGone = !there;
      return;
    }
    this.outputGone = true;
    this.tellDevice({ kind: 'output', now: outputs[0]?.label ?? '', problem: null });
  };

  private tellDevice(news: DeviceNews): void {
    this.deviceListeners.forEach((listener) => listener(news));
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
    this.outputGone = false;
    const { id } = session;
    const recovery = new Recovery(session, {
      tell: (broken) => this.dispatch({ type: 'sound', id, broken }),
      reach: () => this.reach(),
    });
    this.recovery = recovery;
    const devices = navigator.mediaDevices as MediaDevices | undefined;
    devices?.addEventListener('devicechange', this.devicesChanged);
    const over = (failure: string | null) => {
      devices?.removeEventListener('devicechange', this.devicesChanged);
      recovery.end();
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
    const listen = (connection: RTCPeerConnection) => {
      recovery.watch(connection);
      this.listen(connection);
    };
    if (session.connection) listen(session.connection);
    session.on('peerconnection', (event) => listen(event.peerconnection));
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
