/** No running meeting has this id. */
export class UnknownMeetingError extends Error {
  override readonly name = 'UnknownMeetingError';

  constructor(id: string) {
    super(`no meeting or stream has the id "${id.slice(0, 200)}"`);
  }
}
