/** A stream in words. */
import type { StreamView } from '../api/bodies.js';
import { durationText, timeOfDay } from '../ui/words.js';

/** A meeting in the list: topic, state, start and duration, end of its id. */
export function meetingText(stream: StreamView): string {
  const { topic, state, meetingEnded, streamId } = stream;
  const parts = [topic, meetingEnded ? 'ended' : state, courseText(stream), streamId.slice(-8)];
  return parts.filter((part) => part !== '').join(' · ');
}

/** `since 14:03:22`, or `14:03:22, for 1:05 min` after the end; empty before the start. Local time. */
export function courseText({
  startedAtUnixMs,
  endedAtUnixMs,
}: Pick<StreamView, 'startedAtUnixMs' | 'endedAtUnixMs'>): string {
  if (startedAtUnixMs === null) return '';
  const [start = ''] = timeOfDay(startedAtUnixMs).split('.');
  if (endedAtUnixMs === null) return `since ${start}`;
  return `${start}, for ${durationText(Math.max(0, endedAtUnixMs - startedAtUnixMs))}`;
}

/** The reason why a stream has no socket. */
export function noSocketText({ wasJoined, state }: Pick<StreamView, 'wasJoined' | 'state'>): string {
  if (!wasJoined) {
    return state === 'terminated'
      ? 'No socket was opened: no app joined.'
      : 'No socket is open: no app has joined yet.';
  }
  return state === 'terminated'
    ? 'No socket is open: the stream of the app has ended.'
    : 'No socket is open: the app has lost its sockets.';
}

/** The process that plays a meeting: `worker 2`; empty if there is only one. */
export function playedByText({ worker, node }: Pick<StreamView, 'worker' | 'node'>): string {
  if (worker !== undefined) return `worker ${worker}`;
  return node === undefined ? '' : `node ${node}`;
}
