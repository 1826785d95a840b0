import type { MockMeeting } from '../server/mock-meeting.js';
import type { ControlContext } from './control-context.js';

/** The note that what is known of some meetings is not all, because another process has played one before. */
export function incompleteness(
  meetings: readonly MockMeeting[],
  { isContinued = () => false }: Pick<ControlContext, 'isContinued'>,
): { readonly incomplete?: boolean } {
  return meetings.some((meeting) => isContinued(meeting)) ? { incomplete: true } : {};
}
