/** Plays one scenario with an app, and collects what is found. */
import type { Clock, NumericGeneration } from '@rtms-mock/protocol';
import type { JournalEntry } from '../journal.js';
import type { ScenarioChoice } from '../scenarios/choose.js';
import type { MockMeeting } from '../server/mock-meeting.js';
import type { MockServer } from '../server/server-api.js';
import { isAwaited } from '../server/wait-target.js';
import type { Verdict } from '../verdicts/verdict.js';
import { awaitEntry, pause } from './await-entry.js';
import { whyNotPlayed, type Played } from './played.js';
import type { Expectation, Prohibition } from './expectations.js';
import type { Check } from './suite.js';

/** Real time for a step of the scenario to be performed, in milliseconds. */
const STEP_MS = 30_000;

/** Real time in which an app shows what it does after the end, in milliseconds. */
const SETTLE_MS = 1000;

/** Real time for an app that has refused the webhook, in milliseconds. */
const REFUSED_MS = 1500;

/** Real time for what an app has begun before it could know better, in milliseconds. */
const GRACE_MS = 1000;

/** Meeting time for which a scenario goes on after the last expectation, in milliseconds. */
const HOLD_MS = 500;

/** Input of {@link playCheck}. */
export interface PlayInput {
  readonly server: Pick<MockServer, 'startMeeting' | 'journal'>;
  readonly protocol: NumericGeneration;
  /** Scenario of the check, for one that is not built in. @default the ready scenario of that name */
  readonly scenario?: ScenarioChoice;
  readonly webhookUrl: string;
  /** Speed of meetings. */
  readonly speed: number;
  /** Real time for the app to connect, in milliseconds. */
  readonly joinMs: number;
  /** Aborted when the whole run must end. */
  readonly signal: AbortSignal;
  /** Real time. */
  readonly clock: Clock;
}

/** Plays a check. Ends the meeting in any case. */
export async function playCheck(check: Check, input: PlayInput): Promise<Played> {
  const { server, protocol, webhookUrl, clock, signal, scenario = check.scenario } = input;
  const startedMs = clock.now();
  const meeting = await server.startMeeting({ scenario, protocol, webhookUrl, start: false });
  const game = new Game(check, meeting, input);
  const findings = await game.play();
  const verdicts = meeting.problems();
  const known = new Set(verdicts.map(({ rule }) => rule));
  // A refused webhook or handshake explains the absence better.
  if (verdicts.some(({ severity }) => severity === 'error')) known.add('never-joined');
  return {
    name: check.scenario,
    title: check.title,
    protocol,
    joined: game.hasJoined,
    verdicts: [...verdicts, ...findings.filter(({ rule }) => !known.has(rule))],
    ms: Math.round(clock.now() - startedMs),
    ...(signal.aborted && { notPlayed: whyNotPlayed(signal) }),
  };
}

/** One scenario while it is played. */
class Game {
  readonly #check: Check;
  readonly #meeting: MockMeeting;
  readonly #input: PlayInput;
  /** Ids of the stream: a step may give it another. */
  readonly #firstId: string;

  constructor(check: Check, meeting: MockMeeting, input: PlayInput) {
    this.#check = check;
    this.#meeting = meeting;
    this.#input = input;
    this.#firstId = meeting.streamId;
  }

  /** True once a signaling handshake was accepted. */
  get hasJoined(): boolean {
    return this.#find((entry) => entry.type === 'accepted' && entry.socket === 'signaling') !== undefined;
  }

  /** Plays the scenario. Returns expectations that were not met. */
  async play(): Promise<readonly Verdict[]> {
    const { signal, joinMs, speed } = this.#input;
    // The app may connect before its webhook is answered.
    const started = this.#meeting.start().catch(noteFailure);
    const attempt = await this.#attempt(started, joinMs);
    const findings = attempt === undefined ? [] : await this.#expect();
    if (attempt !== undefined && findings.length === 0) {
      await pause(Math.max(SETTLE_MS / 2, (this.#check.holdMs ?? HOLD_MS) / speed), signal);
    }
    if (!this.#meeting.meetingEnded) await this.#meeting.end();
    // An app whose time was cut short has not stayed away.
    if (attempt === undefined) return signal.aborted ? [] : [neverJoined(joinMs)];
    // An app that never answers its webhook must not hold the run up.
    await Promise.race([started, pause(SETTLE_MS, signal)]);
    await pause(SETTLE_MS, signal);
    return [...findings, ...(this.#check.forbids ?? []).flatMap((rule) => this.#prohibit(rule))];
  }

  /** Waits for the app to connect; only a moment longer once it has refused the webhook. */
  #attempt(started: Promise<void>, joinMs: number): Promise<JournalEntry | undefined> {
    const attempt = this.#wait(isAttempt, 0, joinMs);
    const afterRefusal = started.then(async () => {
      const status = this.#meeting.startWebhook?.status;
      if (status !== 'refused' && status !== 'failed') return attempt;
      await pause(REFUSED_MS, this.#input.signal);
      return this.#find(isAttempt);
    });
    return Promise.race([attempt, afterRefusal]);
  }

  async #expect(): Promise<readonly Verdict[]> {
    let after = 0;
    for (const expectation of this.#check.expects) {
      if (expectation.after !== undefined) {
        const step = expectation.after;
        const performed = await this.#wait((entry) => isStep(entry, step), 0, STEP_MS);
        if (performed === undefined || performed.type === 'step-refused')
          return [stepRefused(step, performed)];
        after = Math.max(after, performed.seq);
      }
      const found = await this.#wait(
        (entry) => isAwaited(entry, expectation.wait),
        after,
        expectation.withinMs,
      );
      if (this.#input.signal.aborted) return [];
      if (found === undefined) return [this.#unmet(expectation, after)];
    }
    return [];
  }

  #prohibit({ after, never, ...rule }: Prohibition): readonly Verdict[] {
    const begin = this.#find((entry) => entry.type === after);
    if (!begin) return [];
    // What was under way at that moment is not held against the app.
    const fromMs = begin.atMs + GRACE_MS * this.#input.speed;
    const broken = this.#input.server.journal
      .find({ ...never, after: begin.seq })
      .find((entry) => this.#isOwn(entry) && entry.atMs >= fromMs);
    return broken ? [{ ...rule, severity: 'error', evidence: [begin.seq, broken.seq], timed: false }] : [];
  }

  #unmet({ rule, message, would, fix, source, withinMs }: Expectation, after: number): Verdict {
    const last = this.#input.server.journal.find().findLast((entry) => this.#isOwn(entry));
    const evidence = [...new Set([after, last?.seq ?? 0])].filter((seq) => seq > 0);
    const waited = `${message} (Waited ${Math.round(withinMs / 1000)} s.)`;
    return { rule, severity: 'error', message: waited, evidence, would, fix, source, timed: true };
  }

  #isOwn({ streamId }: JournalEntry): boolean {
    return streamId === this.#firstId || streamId === this.#meeting.streamId;
  }

  #find(matches: (entry: JournalEntry) => boolean): JournalEntry | undefined {
    return this.#input.server.journal.find().find((entry) => this.#isOwn(entry) && matches(entry));
  }

  #wait(
    matches: (entry: JournalEntry) => boolean,
    after: number,
    withinMs: number,
  ): Promise<JournalEntry | undefined> {
    const { server, signal } = this.#input;
    return awaitEntry({
      journal: server.journal,
      matches: (entry) => this.#isOwn(entry) && matches(entry),
      after,
      withinMs,
      signal,
    });
  }
}

/** The journal has recorded the outcome of the webhook; without a start no app joins, which is found. */
function noteFailure(): void {}

/** True for an entry that shows that the app tries to join, with or without success. */
function isAttempt({ type, direction }: JournalEntry): boolean {
  return (type === 'SIGNALING_HAND_SHAKE_REQ' && direction === 'received') || type === 'connection-refused';
}

function isStep({ kind, type, detail }: JournalEntry, step: string): boolean {
  if (kind !== 'fault' && kind !== 'note') return false;
  if (type === step) return true;
  return type === 'step-refused' && (detail['step'] as { readonly do?: unknown } | undefined)?.do === step;
}

/** Used where no rule about webhooks explains the absence of the app. */
function neverJoined(joinMs: number): Verdict {
  return {
    rule: 'never-joined',
    severity: 'error',
    message: `The app did not connect within ${Math.round(joinMs / 1000)} s of rtms_started.`,
    evidence: [],
    would: 'Zoom today ends the stream; the app receives nothing of it.',
    fix: 'On rtms_started, open the URL in server_urls, and send SIGNALING_HAND_SHAKE_REQ (message 1).',
    source: 'PROTOCOL.md §14.2',
    timed: true,
  };
}

/** The app was not in the state in which the step has an effect. */
function stepRefused(step: string, refused: JournalEntry | undefined): Verdict {
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
