/**
 * User and host controls. `stop` ends one stream, and `start` begins it again with both its ids. `end` ends the
 * meeting with all its streams, stopped ones too; nothing is started on it afterwards.
 */
export type MeetingAction = 'pause' | 'resume' | 'stop' | 'start' | 'end';

export const MEETING_ACTIONS = [
  'pause',
  'resume',
  'stop',
  'start',
  'end',
] as const satisfies readonly MeetingAction[];

/** The action makes no sense in the stream's present state. The message says why and what would. */
export class ActionRefusedError extends Error {
  override readonly name = 'ActionRefusedError';
  readonly action: MeetingAction;

  constructor(action: MeetingAction, message: string) {
    super(message);
    this.action = action;
  }
}
