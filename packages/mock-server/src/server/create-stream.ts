import { StopReason } from '@rtms-mock/protocol';
import { guardedClock, reportInternalError, reportRejection } from '../guard.js';
import { Stream } from '../meetings/stream.js';
import type { StreamContext, StreamInput } from '../meetings/stream-context.js';

/**
 * Creates a stream whose timers affect no other stream: an exception in one of them ends it with
 * STOP_BC_INTERNAL_EXCEPTION.
 */
export function createStream(input: StreamInput, context: StreamContext): Stream {
  const place = { streamId: input.streamId };
  const fail = (error: unknown): void => {
    reportInternalError(context, error, 'a timer of the stream failed, so it ends', place);
    try {
      const ended = stream.terminate(StopReason.STOP_BC_INTERNAL_EXCEPTION);
      reportRejection(ended, context, 'the stream has not ended', place);
    } catch (second) {
      reportInternalError(context, second, 'the stream has not ended', place);
    }
  };
  const stream: Stream = new Stream(input, { ...context, clock: guardedClock(context.clock, fail) });
  return stream;
}
