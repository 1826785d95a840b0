/** Findings of a check that no rule about the journal has. */
import type { JournalEntry } from '../journal.js';
import { fixOfAbsence, WEBHOOK_RULES } from '../verdicts/rules/webhook-rules.js';
import type { Verdict } from '../verdicts/verdict.js';
import type { Expectation } from './expectations.js';

/** Used where no rule about webhooks explains the absence of the app. `hasJoined`: it has joined another stream. */
export function neverJoined(joinMs: number, hasJoined: boolean): Verdict {
  return {
    rule: 'never-joined',
    severity: 'error',
    message: `The app did not connect within ${Math.round(joinMs / 1000)} s of rtms_started.`,
    evidence: [],
    would: 'Zoom today ends the stream; the app receives nothing of it.',
    fix: fixOfAbsence(hasJoined),
    source: 'PROTOCOL.md §14.2',
    timed: true,
  };
}

/** A webhook whose response had not come when the scenario ended. `ms`: real time since it was sent, in milliseconds. */
export function unanswered(sent: JournalEntry, ms: number): Verdict {
  const rule = WEBHOOK_RULES.find(({ id }) => id === 'webhook-unanswered');
  return {
    rule: 'webhook-unanswered',
    severity: 'error',
    message: `The app did not answer ${sent.type} within ${Math.floor(ms / 1000)} s.`,
    evidence: [sent.seq],
    would: rule?.would ?? '',
    fix: rule?.fix ?? '',
    source: rule?.source ?? '',
    timed: true,
  };
}

/** The app was not in the state in which the step has an effect. */
export function stepRefused(step: string, refused: JournalEntry | undefined): Verdict {
  const reason = refused?.detail['reason'];
  const why = typeof reason === 'string' ? ` ${reason}` : '';
  return {
    rule: 'step-not-possible',
    severity: 'error',
    message: `The step ${step} of the scenario could not be performed.${why}`,
    evidence: refused ? [refused.seq] : [],
    would: 'Zoom today would not have had a connection of the app to use.',
    fix: 'Open signaling and media, send CLIENT_READY_ACK, and keep the sockets open.',
    source: 'PROTOCOL.md §8',
    timed: true,
  };
}

/** An expectation that was not met. `hasEnded`: the stream ended before its time was over. */
export function unmet(expectation: Expectation, evidence: readonly number[], hasEnded: boolean): Verdict {
  const { rule, message, would, fix, source, withinMs } = expectation;
  const until = hasEnded ? 'Until the end of the stream.' : `Waited ${Math.round(withinMs / 1000)} s.`;
  return {
    rule,
    severity: 'error',
    message: `${message} (${until})`,
    evidence,
    would,
    fix,
    source,
    timed: true,
  };
}

/** The app ended its connections after something that it must survive. */
export function brokeOff(provoked: string, evidence: readonly number[]): Verdict {
  return {
    rule: 'broke-off',
    severity: 'error',
    message: `The app broke its connections off after ${provoked}.`,
    evidence,
    would: 'Zoom today takes it for a loss, and ends the stream when the app does not come back.',
    fix: 'Catch the errors of each message on its own, log the message, and go on with the next one.',
    source: 'PROTOCOL.md §14.2',
    timed: false,
  };
}

/** Findings that follow from {@link brokeOff}, so they are left out beside it. */
export const FOLLOWS_BREAK: ReadonlySet<string> = new Set([
  'step-not-possible',
  'webhook-unanswered',
  'closed-without-notice',
  'keep-alive-unanswered',
  'keep-alive-lost',
  'no-media',
  'reconnects-needlessly',
]);
