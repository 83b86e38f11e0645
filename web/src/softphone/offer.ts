/**
 * What is said of the way of the sound: with which candidates it goes out, and a re-INVITE that asks for a new way and
 * leaves the session alone when it fails.
 */
import type { RTCSession } from 'jssip/lib/RTCSession';

import { after } from './steady';

/** Candidates of the own network come at once; waiting for more only delays what is said. */
const PATIENCE_MS = 500;
/** Longest wait for the first of them: without a network there is none. */
const NONE_MS = 3_000;
/** SIP: the dialog is not known to the other side any more. */
const NO_SUCH_CALL = 481;

interface Answer {
  status_code: number;
  body?: string;
}

interface Requests {
  sendRequest: (
    method: string,
    options?: {
      extraHeaders: string[];
      body: string;
      eventHandlers: Record<string, (answer?: Answer) => void>;
    },
  ) => void;
}

/** The offer was not taken. gone: for good, since the other side has ended the session. */
export class Refused extends Error {
  constructor(readonly status: number | undefined) {
    super(`refused: ${status ?? 'no answer'}`);
  }

  get gone(): boolean {
    return this.status === NO_SUCH_CALL;
  }
}

/**
 * Ask for a new way by one re-INVITE. Resolves when the answer has been taken; the way itself is found after that.
 * Throws when there is no network, or the switch refuses or does not answer: the offer then stays open and the next one
 * takes its place. It is not rolled back, since Chromium makes the receiver anew at that and forgets to play it. Never
 * ends the session.
 */
export async function iceRestart(
  session: RTCSession,
  connection: RTCPeerConnection,
): Promise<void> {
  await connection.setLocalDescription(await connection.createOffer({ iceRestart: true }));
  await gathered(connection);
  const sdp = connection.localDescription?.sdp ?? '';
  if (!sdp.includes('a=candidate:')) throw new Error('no network');
  const answer = await invite(session, sdp);
  await connection.setRemoteDescription({ type: 'answer', sdp: answer });
}

/** Whether an offer of ours has not been answered yet. */
export const isOpen = (connection: RTCPeerConnection): boolean =>
  connection.signalingState === 'have-local-offer';

function gathered(connection: RTCPeerConnection): Promise<void> {
  return new Promise((done) => {
    let first = true;
    const finish = () => {
      patience();
      connection.removeEventListener('icecandidate', found);
      done();
    };
    const found = ({ candidate }: RTCPeerConnectionIceEvent) => {
      if (!candidate) return finish();
      if (!first) return;
      first = false;
      patience();
      patience = after(PATIENCE_MS, finish);
    };
    let patience = after(NONE_MS, finish);
    connection.addEventListener('icecandidate', found);
  });
}

function invite(session: RTCSession, sdp: string): Promise<string> {
  const requests = session as unknown as Requests;
  return new Promise((done, fail) => {
    const refused = (answer?: Answer) => fail(new Refused(answer?.status_code));
    requests.sendRequest('INVITE', {
      extraHeaders: [`Contact: ${session.contact}`, 'Content-Type: application/sdp'],
      body: sdp,
      eventHandlers: {
        // Also when it is repeated: the switch asks for the acknowledgement until it comes.
        onSuccessResponse: (answer) => {
          requests.sendRequest('ACK');
          if (answer?.body) done(answer.body);
          else refused(answer);
        },
        onErrorResponse: refused,
        onDialogError: refused,
        onRequestTimeout: () => refused(),
        onTransportError: () => refused(),
      },
    });
  });
}

/** Offers and answers that the library makes go out with the candidates there are soon. */
export function waitForCandidates(session: RTCSession): void {
  let patience: ReturnType<typeof setTimeout> | undefined;
  session.on('icecandidate', (event) => {
    patience ??= setTimeout(() => event.ready(), PATIENCE_MS);
  });
}
