import { definitionOf, explainStep, type Step, type StepName } from '../steps/index.js';
import { FAULT_PERFORMERS } from './fault-performers.js';
import { HOLD_PERFORMERS } from './hold-performers.js';
import { MEETING_PERFORMERS } from './meeting-performers.js';
import { STREAM_PERFORMERS } from './stream-performers.js';
import { StepRefusedError, type Performers, type StepTarget } from './target.js';
import { WEBHOOK_PERFORMERS } from './webhook-performers.js';

export { StepRefusedError, type StepTarget } from './target.js';

const PERFORMERS: Performers<StepName> = {
  ...MEETING_PERFORMERS,
  ...STREAM_PERFORMERS,
  ...WEBHOOK_PERFORMERS,
  ...FAULT_PERFORMERS,
  ...HOLD_PERFORMERS,
};

/** Steps that have an effect only while a stream runs. */
const NEEDS_RUNNING_STREAM: ReadonlySet<StepName> = new Set([
  'chat',
  'contact-center-event',
  'silent-keep-alive',
  'ignore-messages',
  'delay',
  'frames',
  'large-frame',
]);

/** Steps that still have an effect once the meeting has ended; `start` and `end` say themselves why they have none. */
export const OUTLIVES_MEETING: ReadonlySet<StepName> = new Set([
  'start',
  'stop',
  'end',
  'webhook',
  'change-webhook',
  'duplicate-webhook',
  'reject-start',
  'rotate-secret',
  'expire-secret',
]);

/** Throws {@link StepRefusedError} for a step that can have no effect any more. */
function refuseWhenOver(step: Step, { stream }: StepTarget): void {
  if (stream.meeting.hasEnded && !OUTLIVES_MEETING.has(step.do)) {
    throw new StepRefusedError(step, `the meeting of stream ${stream.streamId} has ended; start a new one`);
  }
  if (stream.state === 'terminated' && NEEDS_RUNNING_STREAM.has(step.do)) {
    throw new StepRefusedError(step, `stream ${stream.streamId} has ended; perform start first`);
  }
}

/**
 * Performs a step and records it in the journal with its explanation: a step that causes a failure as `fault`, any
 * other as `note`. A step that cannot be performed now is recorded as `step-refused` instead; performers detect this
 * before they await anything.
 *
 * @throws {StepRefusedError} when the step cannot be performed now
 */
export async function performStep(step: Step, target: StepTarget): Promise<void> {
  const { isFault } = definitionOf(step.do);
  const record = {
    kind: isFault ? 'fault' : 'note',
    type: step.do,
    streamId: target.stream.streamId,
    detail: { explanation: explainStep(step), step },
  } as const;
  // The step and its performer have the same name, which the type of PERFORMERS cannot express for a union.
  const perform = PERFORMERS[step.do] as (step: Step, target: StepTarget) => unknown;
  try {
    await target.journal.recordAction(record, () => {
      refuseWhenOver(step, target);
      return perform(step, target);
    });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const { streamId } = target.stream;
    target.journal.record({ kind: 'note', type: 'step-refused', streamId, detail: { step, reason } });
    throw error;
  }
}
