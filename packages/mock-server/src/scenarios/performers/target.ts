import type { Clock, WebhookBody } from '@rtms-mock/protocol';
import type { JournalRecorder } from '../../journal.js';
import type { MeetingAction } from '../../meetings/meeting-action.js';
import type { Participant } from '../../meetings/participant.js';
import type { Stream } from '../../meetings/stream.js';
import type { Step, StepName, StepNamed } from '../steps/index.js';
import type { StopReason } from '@rtms-mock/protocol';

/** What steps act upon: one stream and its meeting. */
export interface StepTarget {
  readonly stream: Stream;
  readonly clock: Clock;
  readonly journal: JournalRecorder;
  /** User and host controls; throws at once when the action makes no sense now. */
  act(action: MeetingAction, reason?: StopReason): void | Promise<void>;
  /** Breaks the stream and goes on with another, under a new id. */
  moveToNewStream(): Promise<void>;
  /** Sends a webhook that the journal files under this stream. Trouble is told by the sender. */
  sendWebhook(url: string, body: WebhookBody): Promise<unknown>;
}

/**
 * Does what one kind of step says. Throws {@link StepRefusedError} at once when it makes no sense now; what it
 * returns is waited for.
 */
export type Performer<N extends StepName> = (step: StepNamed<N>, target: StepTarget) => unknown;

/** One performer for each of these steps. */
export type Performers<N extends StepName> = { readonly [K in N]: Performer<K> };

/** The step makes no sense now. The message says why and what would. */
export class StepRefusedError extends Error {
  override readonly name = 'StepRefusedError';
  readonly step: StepName;

  constructor(step: Step, message: string) {
    super(`Cannot perform ${step.do}: ${message}.`);
    this.step = step.do;
  }
}

/** Where webhooks of the stream go. */
export function requireWebhookUrl(step: Step, { stream }: StepTarget): string {
  if (stream.webhookUrl !== undefined) return stream.webhookUrl;
  throw new StepRefusedError(step, 'the stream has no webhook receiver; give the meeting a webhookUrl');
}

/** The participant that a step names. */
export function participantOf(
  step: Step & { readonly participant: string | number },
  { stream }: StepTarget,
): Participant {
  const { meeting } = stream;
  const found = meeting.presence.find(step.participant) ?? atPlace(meeting.participants, step.participant);
  if (found) return found;
  const names = meeting.participants.map(({ name }) => name).join(', ');
  throw new StepRefusedError(step, `nobody here is ${step.participant}; known are ${names}`);
}

/** 1 is the first. */
function atPlace(participants: readonly Participant[], who: string | number): Participant | undefined {
  return typeof who === 'number' ? participants[who - 1] : undefined;
}
