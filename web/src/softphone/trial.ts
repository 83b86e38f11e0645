import type { RTCSession } from 'jssip/lib/RTCSession';

/** Longest wait for an answer to a call that tries the way. */
const ANSWER_MS = 8_000;

/** A call beside the line. */
export interface Trial {
  connection: RTCPeerConnection;
  /** A call came in, or the switch ended it. */
  readonly over: boolean;
  end: () => void;
}

/** The call once it is answered; throws when it is not. `gone` is called at its end. */
export async function answered(session: RTCSession, gone: () => void): Promise<Trial> {
  let over = false;
  const end = () => {
    if (!session.isEnded()) session.terminate();
  };
  await new Promise<void>((done, failed) => {
    const timer = setTimeout(() => failed(new Error('no_answer')), ANSWER_MS);
    const ended = (why: string) => () => {
      over = true;
      clearTimeout(timer);
      gone();
      failed(new Error(why));
    };
    session.on('confirmed', () => {
      clearTimeout(timer);
      done();
    });
    session.on('failed', ended('failed'));
    session.on('ended', ended('ended'));
  }).catch((error: unknown) => {
    end();
    throw error;
  });
  return {
    connection: session.connection,
    get over() {
      return over;
    },
    end,
  };
}
