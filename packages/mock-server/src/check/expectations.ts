/** Expectations of an app in the scenarios of `rtms-mock check`. Plain data. */
import type { JournalFilter } from '../journal.js';
import type { StepName } from '../scenarios/steps/index.js';
import type { WaitTarget } from '../server/wait-target.js';

/** Something that must happen, in this order, for a scenario to be passed. */
export interface Expectation {
  /** Step of the scenario after which it must happen. @default the beginning, or the expectation before */
  readonly after?: StepName;
  /** The event that must happen. */
  readonly wait: WaitTarget;
  /** Real time within which it must happen, in milliseconds. */
  readonly withinMs: number;
  /**
   * Rules that name the cause better: when an app has broken one of them by an error, it is not waited for, and this is no
   * finding.
   *
   * @default none
   */
  readonly explainedBy?: readonly string[];
  /** Id of the finding if it does not happen. */
  readonly rule: string;
  /** One sentence: what the app did not do. */
  readonly message: string;
  /** One sentence: what the real service would have done. */
  readonly would: string;
  /** One sentence: what to change. */
  readonly fix: string;
  /** Section of PROTOCOL.md. */
  readonly source: string;
}

/** Something that must not happen. */
export interface Prohibition extends Omit<Expectation, 'wait' | 'withinMs' | 'after' | 'explainedBy'> {
  /** Step of the scenario, or state, after which it must not happen. */
  readonly after: string;
  /** Entries of the journal that must not follow. */
  readonly never: JournalFilter;
  /** Only while the server had not lost the signaling connection. @default `false` */
  readonly onlyIfHealthy?: boolean;
}

/** Real time for the first media, in milliseconds. */
const MEDIA_MS = 12_000;

/** Real time in which an app comes back, in milliseconds: less than the windows of the service. */
const RETURN_MS = 20_000;

/** Rules that an app breaks before media, and receives none. */
const BEFORE_MEDIA = [
  'signature-missing',
  'signature-wrong',
  'stream-unknown',
  'ids-missing',
  'protocol-version-unsupported',
  'string-generation',
  'handshake-missing',
  'message-before-handshake',
  'media-type-mask',
  'media-type-invalid',
  'media-not-in-scope',
  'media-before-signaling',
  'media-params-invalid',
  'ready-ack-missing',
  'ready-ack-early',
  'ready-ack-wrong-socket',
  'ready-ack-wrong-stream',
];

/** Media flows. */
export const MEDIA_FLOWS: Expectation = {
  // The beginning, not the first message: the first words of a transcript come seconds later.
  wait: { kind: 'connection', type: 'streaming', socket: 'media' },
  withinMs: MEDIA_MS,
  explainedBy: BEFORE_MEDIA,
  rule: 'no-media',
  message: 'No media flows to the app.',
  would: 'Zoom today sends no media, and ends the stream with STOP_BC_CONNECTION_TIMEOUT.',
  fix: 'Open the media URL of message 2, send DATA_HAND_SHAKE_REQ (message 3), and CLIENT_READY_ACK (message 7) on signaling after message 4.',
  source: 'PROTOCOL.md §8',
};

/** The app answers a keep-alive on signaling. */
export const KEEP_ALIVE_ANSWERED: Expectation = {
  wait: { type: 'KEEP_ALIVE_RESP', direction: 'received', socket: 'signaling' },
  withinMs: RETURN_MS,
  explainedBy: ['keep-alive-lost'],
  rule: 'keep-alive-unanswered',
  message: 'The app answered no keep-alive on signaling.',
  would: 'Zoom today gives the connection up after three unanswered requests in a row.',
  fix: 'Answer each KEEP_ALIVE_REQ (message 12) with KEEP_ALIVE_RESP (message 13) on the same socket, with its timestamp.',
  source: 'PROTOCOL.md §13',
};

/** The app opens signaling again after a step. */
export function signalingAgain(after: StepName): Expectation {
  return {
    after,
    wait: { type: 'accepted', kind: 'connection', socket: 'signaling' },
    withinMs: RETURN_MS,
    rule: 'signaling-not-back',
    message: 'The app did not open signaling again after it was lost.',
    would: 'Zoom today ends the stream when the app is not back within 60 s.',
    fix: 'When signaling closes without TERMINATED, connect again with the same ids after a growing delay.',
    source: 'PROTOCOL.md §14.2',
  };
}

/** The app receives media on new sockets after a step. */
export function mediaAgain(after: StepName): Expectation {
  return {
    after,
    // Of a new socket: on the old ones the last frames may follow the step.
    wait: { kind: 'connection', type: 'streaming', socket: 'media' },
    withinMs: RETURN_MS,
    rule: 'media-not-back',
    message: 'The app received no media again after the loss.',
    would: 'Zoom today ends the stream when media is not back within 65 s.',
    fix: 'When a media socket closes, open it again, repeat its handshake, and send CLIENT_READY_ACK.',
    source: 'PROTOCOL.md §14.2',
  };
}

/** The app joins once more after a step. */
export function joinsAgain(after: StepName, message: string, would: string): Expectation {
  return {
    ...signalingAgain(after),
    rule: 'not-joined-again',
    message,
    would,
    fix: 'Handle each rtms_started of a stream that is not joined: discard what is left of it, and join with the URL of that webhook.',
  };
}

/** The stream ends. */
export const ENDED: Expectation = {
  wait: 'terminated',
  withinMs: RETURN_MS,
  rule: 'not-ended',
  message: 'The stream did not end in time.',
  would: 'Zoom today would have ended the stream.',
  fix: 'Report this as a fault of the mock.',
  source: 'PROTOCOL.md §14.1',
};

/** The app does not join a stream that has ended. */
export const NO_JOIN_AFTER_END: Prohibition = {
  after: 'terminated',
  never: { type: 'SIGNALING_HAND_SHAKE_REQ', direction: 'received' },
  rule: 'joins-after-end',
  message: 'The app sent a signaling handshake for a stream that had ended.',
  would: 'Zoom today refuses the handshake.',
  fix: 'After TERMINATED (message 8) or rtms_stopped, close everything and do not connect again.',
  source: 'PROTOCOL.md §14.1',
};

/** The app does not open signaling again after a step by which nothing is lost. */
export function staysConnected(after: StepName): Prohibition {
  return {
    after,
    never: { type: 'SIGNALING_HAND_SHAKE_REQ', direction: 'received' },
    onlyIfHealthy: true,
    rule: 'reconnects-needlessly',
    message: 'The app opened signaling again although its connection was healthy.',
    would: 'Zoom today refuses the second connection of a stream while the first is healthy.',
    fix: 'Keep the sockets open, and do nothing that the message does not ask for.',
    source: 'PROTOCOL.md §14.3',
  };
}

/** The reaction to the fault of a scenario in which nothing is lost: media goes on. */
export function survives(step: StepName): {
  readonly expects: readonly Expectation[];
  readonly forbids: readonly Prohibition[];
} {
  return {
    expects: [MEDIA_FLOWS, { ...KEEP_ALIVE_ANSWERED, after: step }],
    forbids: [staysConnected(step), NO_JOIN_AFTER_END],
  };
}
