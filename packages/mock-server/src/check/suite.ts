/** The scenarios that `rtms-mock check` plays, and what an app must do in each. Plain data. */
import {
  ENDED,
  joinsAgain,
  KEEP_ALIVE_ANSWERED,
  MEDIA_FLOWS,
  mediaAgain,
  NO_JOIN_AFTER_END,
  signalingAgain,
  staysConnected,
  survives,
  type Expectation,
  type Prohibition,
} from './expectations.js';

/** One scenario of a suite. */
export interface Check {
  /** Name of the ready scenario. */
  readonly scenario: string;
  /** A few words for the table. */
  readonly title: string;
  /** Smallest suite that contains it; `none`: only by its name. */
  readonly suite: 'basic' | 'full' | 'none';
  /** Events that must happen, in this order. */
  readonly expects: readonly Expectation[];
  /** Events that must not happen. */
  readonly forbids?: readonly Prohibition[];
  /** Affects connections of all meetings, so it is played alone. @default `false` */
  readonly isAlone?: boolean;
  /** The app may stay away, because the scenario refuses it. @default `false` */
  readonly mayStayAway?: boolean;
  /** Names of what the app must survive, in words, by the step that sends it. @default nothing */
  readonly provokes?: { readonly [step: string]: string };
  /** Meeting time for which it goes on after the last expectation, in milliseconds. @default 500 */
  readonly holdMs?: number;
}

/** All checks, in the order in which they are played. */
export const CHECKS: readonly Check[] = [
  {
    scenario: 'two-speakers',
    title: 'a normal meeting',
    suite: 'basic',
    expects: [MEDIA_FLOWS, KEEP_ALIVE_ANSWERED],
    forbids: [NO_JOIN_AFTER_END],
  },
  {
    scenario: 'pause-and-resume',
    title: 'the user pauses and resumes',
    suite: 'basic',
    expects: [MEDIA_FLOWS, { ...ENDED, after: 'resume', wait: 'active' }],
    forbids: [staysConnected('pause'), NO_JOIN_AFTER_END],
    holdMs: 1000,
  },
  {
    scenario: 'stop-and-start',
    title: 'the user stops, and starts again',
    suite: 'basic',
    expects: [
      MEDIA_FLOWS,
      joinsAgain(
        'start',
        'The app did not join again when the stream was started a second time.',
        'Zoom today sends rtms_started with the same ids, and ends the stream when no app joins.',
      ),
      mediaAgain('start'),
    ],
  },
  {
    scenario: 'media-failover',
    title: 'media connections are lost',
    suite: 'basic',
    expects: [MEDIA_FLOWS, mediaAgain('cut-socket')],
    forbids: [NO_JOIN_AFTER_END],
  },
  {
    scenario: 'signaling-failover',
    title: 'the signaling connection is lost',
    suite: 'basic',
    expects: [MEDIA_FLOWS, signalingAgain('cut-socket'), mediaAgain('cut-socket')],
    forbids: [NO_JOIN_AFTER_END],
  },
  {
    scenario: 'duplicate-webhook',
    title: 'rtms_started comes twice',
    suite: 'basic',
    expects: [MEDIA_FLOWS],
    forbids: [NO_JOIN_AFTER_END],
    holdMs: 15_000,
  },
  {
    scenario: 'late-joiner',
    title: 'a participant joins late',
    suite: 'full',
    ...survives('join'),
  },
  {
    scenario: 'meeting-ends',
    title: 'the meeting ends',
    suite: 'full',
    expects: [MEDIA_FLOWS, { ...ENDED, after: 'end' }],
    forbids: [NO_JOIN_AFTER_END],
  },
  {
    scenario: 'host-stops',
    title: 'the host stops the stream',
    suite: 'full',
    expects: [MEDIA_FLOWS, { ...ENDED, after: 'stop' }],
    forbids: [staysConnected('pause'), NO_JOIN_AFTER_END],
  },
  {
    scenario: 'service-failure',
    title: 'the service ends the stream',
    suite: 'full',
    expects: [MEDIA_FLOWS, { ...ENDED, after: 'stop' }],
    forbids: [NO_JOIN_AFTER_END],
  },
  {
    scenario: 'bad-signature-then-good',
    title: 'a handshake is refused',
    suite: 'full',
    expects: [],
    mayStayAway: true,
    holdMs: 20_000,
  },
  {
    scenario: 'busy-stream',
    title: 'refused as duplicate, then accepted',
    suite: 'full',
    expects: [
      {
        ...signalingAgain('reject-handshake'),
        rule: 'not-tried-again',
        message: 'The app did not try again after STATUS_DUPLICATE_SIGNAL_REQUEST.',
        would:
          'Zoom today answers so while an earlier connection of the app is not yet given up, and accepts the app later.',
        fix: 'After this status, try again with a growing delay.',
        source: 'PROTOCOL.md §14.3',
      },
    ],
    forbids: [NO_JOIN_AFTER_END],
  },
  {
    scenario: 'refused-media-type',
    title: 'a media type is refused',
    suite: 'full',
    expects: [],
    mayStayAway: true,
    holdMs: 20_000,
  },
  {
    scenario: 'overloaded-service',
    title: 'a connection is refused with 503',
    suite: 'full',
    expects: [],
    isAlone: true,
    mayStayAway: true,
    holdMs: 20_000,
  },
  {
    scenario: 'signaling-lost-early',
    title: 'signaling is lost after the handshake',
    suite: 'full',
    expects: [signalingAgain('cut-socket'), mediaAgain('cut-socket')],
    forbids: [NO_JOIN_AFTER_END],
  },
  {
    scenario: 'media-socket-closed',
    title: 'media sockets are closed with 1011',
    suite: 'full',
    expects: [MEDIA_FLOWS, mediaAgain('close-socket')],
    forbids: [NO_JOIN_AFTER_END],
  },
  {
    scenario: 'signaling-closed',
    title: 'signaling is closed with 1011',
    suite: 'full',
    expects: [MEDIA_FLOWS, signalingAgain('close-socket'), mediaAgain('close-socket')],
    forbids: [NO_JOIN_AFTER_END],
  },
  {
    scenario: 'all-sockets-lost',
    title: 'all connections are lost',
    suite: 'full',
    expects: [MEDIA_FLOWS, signalingAgain('cut-socket'), mediaAgain('cut-socket')],
    forbids: [NO_JOIN_AFTER_END],
  },
  {
    scenario: 'lost-keep-alive',
    title: 'answers to keep-alives are lost',
    suite: 'full',
    expects: [
      MEDIA_FLOWS,
      {
        ...signalingAgain('ignore-messages'),
        after: 'ignore-messages',
        withinMs: 60_000,
        message: 'The app did not come back after the server had given its connection up.',
      },
    ],
    forbids: [NO_JOIN_AFTER_END],
  },
  {
    scenario: 'new-instance',
    title: 'the server instance is lost',
    suite: 'full',
    expects: [
      MEDIA_FLOWS,
      joinsAgain(
        'new-instance',
        'The app did not join the new server instance.',
        'Zoom today has moved the stream, and ends it when the app does not come to the new URL.',
      ),
      mediaAgain('new-instance'),
    ],
    forbids: [NO_JOIN_AFTER_END],
  },
  {
    scenario: 'new-stream-id',
    title: 'the instance is lost, with a new stream id',
    suite: 'full',
    expects: [
      MEDIA_FLOWS,
      joinsAgain(
        'new-instance',
        'The app did not join the stream with the new id.',
        'Zoom today has given the stream a new id, and ends it when the app does not join.',
      ),
      mediaAgain('new-instance'),
    ],
  },
  { scenario: 'slow-network', title: 'a slow network', suite: 'full', ...survives('delay') },
  { scenario: 'binary-frames', title: 'binary frames', suite: 'full', ...survives('frames') },
  { scenario: 'fragmented-frames', title: 'fragmented frames', suite: 'full', ...survives('frames') },
  { scenario: 'large-frames', title: 'messages above 4 MiB', suite: 'full', ...survives('large-frame') },
  {
    scenario: 'garbage',
    title: 'strings that are not JSON',
    suite: 'full',
    ...survives('send-message'),
    provokes: {
      'invalid-json': 'a string that is not JSON',
      'send-message': 'a message without the fields of its type',
    },
    // It may end the program of an app.
    isAlone: true,
  },
  {
    scenario: 'unknown-messages',
    title: 'unknown message types',
    suite: 'full',
    ...survives('wrong-type'),
    provokes: { 'wrong-type': 'a message of an unknown type' },
  },
  {
    scenario: 'event-flood',
    title: 'three hundred participants',
    suite: 'none',
    expects: [MEDIA_FLOWS, KEEP_ALIVE_ANSWERED],
    forbids: [NO_JOIN_AFTER_END],
    holdMs: 40_000,
  },
];

/** Judged in every run beside its scenarios. */
export const URL_VALIDATION = { name: 'url-validation', title: 'the webhook URL is validated' } as const;

/** Names of suites. */
export const SUITES = ['basic', 'full'] as const;

/** The check of a scenario of the user's own: that the app joins, and keeps to the rules. */
export function ownCheck(scenario: string): Check {
  return { scenario, title: scenario, suite: 'none', expects: [MEDIA_FLOWS], holdMs: 20_000 };
}

/** The checks of a suite, or the named ones; `unknown`: names that no check has. */
export function checksOf(names: readonly string[]): {
  readonly checks: readonly Check[];
  readonly unknown: readonly string[];
} {
  const chosen = (check: Check): boolean =>
    names.includes(check.scenario) ||
    (names.includes('basic') && check.suite === 'basic') ||
    (names.includes('full') && check.suite !== 'none');
  const known = new Set<string>([...SUITES, URL_VALIDATION.name, ...CHECKS.map(({ scenario }) => scenario)]);
  return { checks: CHECKS.filter(chosen), unknown: names.filter((name) => !known.has(name)) };
}
