/** Plays one scenario with an app, and collects what is found. */
import type { Clock, NumericGeneration } from '@rtms-mock/protocol';
import { firstEntry, type JournalEntry } from '../journal.js';
import type { ScenarioChoice } from '../scenarios/choose.js';
import type { MockMeeting } from '../server/mock-meeting.js';
import type { MockServer } from '../server/server-api.js';
import { isAwaited } from '../server/wait-target.js';
import type { Verdict } from '../verdicts/verdict.js';
import { pause } from '../clock.js';
import { awaitEntry } from './await-entry.js';
import type { Expectation, Prohibition } from './expectations.js';
import { brokeOff, FOLLOWS_BREAK, neverJoined, stepRefused, unanswered, unmet } from './findings.js';
import { whyNotPlayed, type Played } from './played.js';
import type { Check } from './suite.js';

/** Real time for a step of the scenario to be performed, in milliseconds. */
const STEP_MS = 30_000;

/** Real time in which an app shows what it does after the end, in milliseconds. */
const SETTLE_MS = 1000;

/** Real time for an app that has refused the webhook, or was refused itself, in milliseconds. */
const REFUSED_MS = 1500;

/** Real time for what an app has begun before it could know better, in milliseconds. */
const GRACE_MS = 1000;

/** Real time in which the real service expects the response to a webhook, in milliseconds. */
const ANSWER_MS = 3000;

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
  const ms = Math.round(clock.now() - startedMs);
  const { scenario: name, title } = check;
  const played = { name, title, protocol, joined: game.hasJoined, ms };
  if (signal.aborted) return { ...played, verdicts: game.foundInTime, notPlayed: whyNotPlayed(signal) };
  return { ...played, verdicts: combine(meeting.problems(), findings) };
}

/** Joins the findings of the rules and those of the check; what another finding explains is left out. */
function combine(verdicts: readonly Verdict[], findings: readonly Verdict[]): readonly Verdict[] {
  const known = new Set(verdicts.map(({ rule }) => rule));
  const all = [...verdicts, ...findings.filter(({ rule }) => !known.has(rule))];
  const isExplained = ({ rule }: Verdict): boolean =>
    (rule === 'reconnects-needlessly' && known.has('joined-twice')) ||
    // A webhook or handshake that has failed explains the absence better.
    (rule === 'never-joined' && all.some((other) => other.severity === 'error' && other.rule !== rule));
  const hasBroken = findings.some(({ rule }) => rule === 'broke-off');
  return all.filter((one) => !isExplained(one) && !(hasBroken && FOLLOWS_BREAK.has(one.rule)));
}

/** One scenario while it is played. */
class Game {
  readonly #check: Check;
  readonly #meeting: MockMeeting;
  readonly #input: PlayInput;
  /** Ids of the stream: a step may give it another. */
  readonly #firstId: string;
  /** Findings of the rules before the meeting was ended; empty without an error. */
  foundInTime: readonly Verdict[] = [];
  /** Real time of the start, in milliseconds. */
  readonly #startedMs: number;

  constructor(check: Check, meeting: MockMeeting, input: PlayInput) {
    this.#check = check;
    this.#meeting = meeting;
    this.#input = input;
    this.#firstId = meeting.streamId;
    this.#startedMs = input.clock.now();
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
    // What a scenario that is cut off did not come to says nothing about the app.
    const inTime = this.#meeting.problems();
    if (inTime.some(({ severity }) => severity === 'error')) this.foundInTime = inTime;
    const broken = this.#broken();
    const late = this.#unanswered();
    if (!this.#meeting.meetingEnded) await this.#meeting.end();
    if (attempt === undefined) {
      const accepted = { kind: 'connection', type: 'accepted', socket: 'signaling' } as const;
      const hasJoined = this.#input.server.journal.newest(1, accepted).length > 0;
      return [...late, neverJoined(joinMs, hasJoined)];
    }
    // An app that never answers its webhook must not hold the run up.
    await Promise.race([started, pause(SETTLE_MS, signal)]);
    await pause(SETTLE_MS, signal);
    const forbidden = (this.#check.forbids ?? []).flatMap((rule) => this.#prohibit(rule));
    return [...late, ...findings, ...broken, ...forbidden];
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
      const missed = await this.#miss(expectation, after);
      if (this.#input.signal.aborted) return [];
      if (missed !== undefined) return missed;
    }
    return [];
  }

  /** Waits for an expectation. Returns the findings if it is not met; none where a broken rule explains that. */
  async #miss(expectation: Expectation, after: number): Promise<readonly Verdict[] | undefined> {
    const isMet = (entry: JournalEntry): boolean => isAwaited(entry, expectation.wait);
    const isFutile = (entry: JournalEntry): boolean => this.#isEnd(entry) || this.#isExplained(expectation);
    const { withinMs } = expectation;
    const entry = await this.#wait((one) => isMet(one) || isFutile(one), after, withinMs);
    if (entry !== undefined && isMet(entry)) return undefined;
    const hasEnded = entry !== undefined && this.#isEnd(entry);
    // The app may try again, correctly.
    if (entry !== undefined && !hasEnded && (await this.#wait(isMet, after, REFUSED_MS))) return undefined;
    if (this.#isExplained(expectation)) return [];
    const evidence = [...new Set([after, this.#lastSeq()])].filter((seq) => seq > 0);
    return [unmet(expectation, evidence, hasEnded)];
  }

  /** `seq` of the latest entry about the meeting; 0 if there is none. */
  #lastSeq(): number {
    const { journal } = this.#input.server;
    const streamIds = [this.#firstId, this.#meeting.streamId];
    return Math.max(...streamIds.map((streamId) => journal.newest(1, { streamId })[0]?.seq ?? 0));
  }

  #isEnd({ kind, type, streamId }: JournalEntry): boolean {
    return kind === 'state' && type === 'terminated' && streamId === this.#meeting.streamId;
  }

  #isExplained({ explainedBy = [] }: Expectation): boolean {
    if (explainedBy.length === 0) return false;
    return this.#meeting.problems('error').some(({ rule }) => explainedBy.includes(rule));
  }

  /** The webhook of the start, if its response is overdue. */
  #unanswered(): readonly Verdict[] {
    const ms = this.#input.clock.now() - this.#startedMs;
    if (this.#meeting.startWebhook !== undefined || ms < ANSWER_MS) return [];
    const sent = this.#find(({ kind, direction }) => kind === 'webhook' && direction === 'sent');
    return sent ? [unanswered(sent, ms)] : [];
  }

  /** A connection that the app ended after something that it must survive. */
  #broken(): readonly Verdict[] {
    const { provokes = {} } = this.#check;
    const own = this.#input.server.journal.find().filter((entry) => this.#isOwn(entry));
    const first = own.findIndex(({ kind, type }) => kind !== 'message' && provokes[type] !== undefined);
    if (first < 0) return [];
    const closed = own.findIndex((entry, index) => index > first && isClosedByApp(entry));
    const isOver = own.slice(0, Math.max(closed, 0)).some((entry) => this.#isEnd(entry));
    if (closed < 0 || isOver) return [];
    const cause = own
      .slice(0, closed)
      .findLast(({ kind, type }) => kind !== 'message' && provokes[type] !== undefined);
    const evidence = [cause?.seq ?? 0, own[closed]?.seq ?? 0].filter((seq) => seq > 0);
    return [brokeOff(provokes[cause?.type ?? ''] ?? '', evidence)];
  }

  #prohibit({ after, never, onlyIfHealthy = false, ...rule }: Prohibition): readonly Verdict[] {
    const begin = this.#find((entry) => entry.type === after);
    if (!begin) return [];
    // What was under way at that moment is not held against the app.
    const fromMs = begin.atMs + GRACE_MS * this.#input.speed;
    const broken = firstEntry(
      this.#input.server.journal,
      { ...never, after: begin.seq },
      (entry) => this.#isOwn(entry) && entry.atMs >= fromMs && (!onlyIfHealthy || this.#isHealthy(entry)),
    );
    return broken ? [{ ...rule, severity: 'error', evidence: [begin.seq, broken.seq], timed: false }] : [];
  }

  /** True if the server had not lost the signaling connection that was accepted last before an entry. */
  #isHealthy({ seq }: JournalEntry): boolean {
    const signaling = this.#input.server.journal
      .find({ kind: 'connection', socket: 'signaling' })
      .filter((entry) => this.#isOwn(entry) && entry.seq < seq);
    const id = signaling.findLast(({ type }) => type === 'accepted')?.connectionId;
    return !signaling.some((entry) => entry.connectionId === id && isLoss(entry));
  }

  #isOwn({ streamId }: JournalEntry): boolean {
    return streamId === this.#firstId || streamId === this.#meeting.streamId;
  }

  #find(matches: (entry: JournalEntry) => boolean): JournalEntry | undefined {
    return firstEntry(this.#input.server.journal, {}, (entry) => this.#isOwn(entry) && matches(entry));
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

function isClosedByApp({ kind, type, detail }: JournalEntry): boolean {
  return kind === 'connection' && type === 'closed' && detail['by'] === 'app';
}

/** True for the end of a connection that the server has caused. */
function isLoss({ type, detail }: JournalEntry): boolean {
  return type === 'keep-alive-lost' || (type === 'closed' && detail['by'] === 'server');
}

function isStep({ kind, type, detail }: JournalEntry, step: string): boolean {
  if (kind !== 'fault' && kind !== 'note') return false;
  if (type === step) return true;
  return type === 'step-refused' && (detail['step'] as { readonly do?: unknown } | undefined)?.do === step;
}
