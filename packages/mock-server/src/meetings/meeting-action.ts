/**
 * Action of a user or host. `pause` and `resume` affect the media of a stream. `stop` ends one stream, and `start` starts
 * it again with the same ids. `end` ends the meeting with all its streams, stopped ones included; nothing can be started
 * on it afterwards.
 */
export type MeetingAction = 'pause' | 'resume' | 'stop' | 'start' | 'end';

/** All values of {@link MeetingAction}. */
export const MEETING_ACTIONS = [
  'pause',
  'resume',
  'stop',
  'start',
  'end',
] as const satisfies readonly MeetingAction[];

/** Error: the action is not possible in the stream's current state. The message names the stream, the action and the reason. */
export class ActionRefusedError extends Error {
  override readonly name = 'ActionRefusedError';
  /** The action that was refused. */
  readonly action: MeetingAction;

  /** The reason as a clause that names the stream, to complete another sentence. */
  readonly why: string;

  constructor(action: MeetingAction, message: string, why = message) {
    super(message);
    this.action = action;
    this.why = why;
  }
}
