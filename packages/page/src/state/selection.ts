import type { MeetingAction, StreamView } from '../api/bodies.js';

/** Stream to show: the chosen one, else the newest whose meeting runs, else the newest. */
export function selectStream(all: readonly StreamView[], chosen: string): StreamView | undefined {
  const newestFirst = all.toReversed();
  return (
    newestFirst.find(({ streamId }) => streamId === chosen) ??
    newestFirst.find(({ meetingEnded }) => !meetingEnded) ??
    newestFirst[0]
  );
}

/** Actions that the state of a stream allows. */
export function allowedActions(stream: StreamView | undefined): ReadonlySet<MeetingAction> {
  if (stream === undefined || stream.meetingEnded) return new Set();
  switch (stream.state) {
    case 'created':
    case 'terminated':
      return new Set(['start', 'end']);
    case 'signaling':
    case 'interrupted':
      return new Set(['stop', 'end']);
    case 'active':
      return new Set(['pause', 'stop', 'end']);
    case 'paused':
      return new Set(['resume', 'stop', 'end']);
  }
}

/** The list with one stream replaced, or added at its end. */
export function withStream(all: readonly StreamView[], stream: StreamView): readonly StreamView[] {
  const index = all.findIndex(({ streamId }) => streamId === stream.streamId);
  return index < 0 ? [...all, stream] : all.with(index, stream);
}
