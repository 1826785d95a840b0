import { cut } from '../input/cut.js';

/** Error: no meeting or stream has this id. */
export class UnknownMeetingError extends Error {
  override readonly name = 'UnknownMeetingError';

  constructor(id: string) {
    super(`no meeting or stream has the id "${cut(id)}"`);
  }
}

/** Error: the meeting has ended, so no stream can be started on it. */
export class MeetingEndedError extends Error {
  override readonly name = 'MeetingEndedError';

  constructor(id: string) {
    super(`meeting ${cut(id)} has ended; start a new one`);
  }
}
