import { cut } from '../../input/cut.js';
import type { Clock } from '@rtms-mock/protocol';
import type { ConnectionRefusal } from '../../faults/connection-refusals.js';
import type { StartRefusal } from '../../faults/start-refusals.js';
import type { FaultSocket } from '../../faults/stream-faults.js';
import type { JournalRecorder } from '../../journal.js';
import type { MeetingAction } from '../../meetings/meeting-action.js';
import type { Participant } from '../../meetings/participant.js';
import type { Stream } from '../../meetings/stream.js';
import type { Step, StepName, StepNamed } from '../steps/index.js';
import type { StopReason } from '@rtms-mock/protocol';

/** One stream and its meeting, on which steps are performed. */
export interface StepTarget {
  /** The current stream; changes with {@link moveToNewStream}. */
  readonly stream: Stream;
  /** Meeting time. */
  readonly clock: Clock;
  readonly journal: JournalRecorder;
  /** Performs an action of a user or host. Throws `ActionRefusedError` at once when it is not possible now. */
  act(action: MeetingAction, reason?: StopReason): void | Promise<void>;
  /** Loses the stream and continues with a new one, under a new id. */
  moveToNewStream(): Promise<void>;
  /** Refuses the next starts of this meeting by REST. */
  rejectStarts(refusal: StartRefusal, times: number): void;
  /** Refuses the next connections of any app to a kind of socket, until the stream ends. */
  refuseConnections(socket: FaultSocket, how: ConnectionRefusal, times: number): void;
  /** Returns the next random number from 0 to below 1, which is the same in each run with a seed. */
  readonly random: () => number;
  /** Secrets of the server's apps. */
  readonly secrets: StepSecrets;
}

/** Secrets of apps, as far as steps change them. */
export interface StepSecrets {
  readonly apps: readonly { readonly clientId: string }[];
  /** Replaces secrets of an app. */
  rotate(
    clientId: string,
    secrets: { readonly clientSecret?: string | undefined; readonly secretToken?: string | undefined },
  ): void;
  /** Ends the validity of an app's client secret. */
  expire(clientId: string): void;
}

/**
 * Performs one kind of step. Throws {@link StepRefusedError} synchronously when the step cannot be performed now. A
 * returned promise is awaited.
 */
export type Performer<N extends StepName> = (step: StepNamed<N>, target: StepTarget) => unknown;

/** One performer for each of these steps. */
export type Performers<N extends StepName> = { readonly [K in N]: Performer<K> };

/** The step cannot be performed now. The message names the reason and, where there is one, the remedy. */
export class StepRefusedError extends Error {
  override readonly name = 'StepRefusedError';
  /** Name of the refused step. */
  readonly step: StepName;

  constructor(step: Step, message: string) {
    super(`Cannot perform ${step.do}: ${message}.`);
    this.step = step.do;
  }
}

/** Throws {@link StepRefusedError} when the app of the stream receives no webhooks. */
export function requireReceiver(step: Step, { stream }: StepTarget): void {
  if (stream.webhooks.hasReceiver) return;
  throw new StepRefusedError(step, 'the stream has no webhook receiver; give the meeting a webhookUrl');
}

/** Max. number of characters of a list of names. */
const MAX_NAMES = 500;

/** The participant that a step names. Throws {@link StepRefusedError} when the meeting has no such participant. */
export function participantOf(
  step: Step & { readonly participant: string | number },
  { stream }: StepTarget,
): Participant {
  const { meeting } = stream;
  const found = meeting.presence.find(step.participant) ?? atPosition(meeting.participants, step.participant);
  if (found) return found;
  const names = meeting.participants.map(({ name }) => name).join(', ');
  throw new StepRefusedError(
    step,
    `no participant is ${cut(String(step.participant))}; participants are ${cut(names, MAX_NAMES)}`,
  );
}

/** The participant at a position, counted from 1. */
function atPosition(
  participants: readonly Participant[],
  participant: string | number,
): Participant | undefined {
  return typeof participant === 'number' ? participants[participant - 1] : undefined;
}
