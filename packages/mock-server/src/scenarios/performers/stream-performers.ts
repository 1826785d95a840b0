import { ActionRefusedError, type MeetingAction } from '../../meetings/meeting-action.js';
import type { StopReason } from '@rtms-mock/protocol';
import type { Step } from '../steps/index.js';
import { StepRefusedError, type Performers, type StepTarget } from './target.js';

/** Performs the action of a step. Throws {@link StepRefusedError} when the state does not permit it. */
function act(
  step: Step & { readonly do: MeetingAction },
  target: StepTarget,
  reason?: StopReason,
): void | Promise<void> {
  try {
    return target.act(step.do, reason);
  } catch (error) {
    if (error instanceof ActionRefusedError) throw new StepRefusedError(step, error.why);
    throw error;
  }
}

/** Steps that control a stream, as its users and host do. */
export const STREAM_PERFORMERS: Performers<'pause' | 'resume' | 'stop' | 'start' | 'end'> = {
  pause: act,
  resume: act,
  stop: (step, target) => act(step, target, step.reason),
  start: act,
  end: (step, target) => act(step, target, step.reason),
};
