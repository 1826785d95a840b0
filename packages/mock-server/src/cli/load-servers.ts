/** The servers that play the meetings of a load test. */
import { UsageError } from '../input/usage-error.js';
import type { LoadServer } from '../load/run-load.js';
import type { StartMeetingOptions } from '../server/mock-meeting.js';
import type { MockServer } from '../server/server-api.js';
import { ServerGoneError, type ApiClient } from './api-client.js';

/** Meetings that are ended at the same time. */
const ENDS_AT_ONCE = 50;

/** A server in this process. `meeting`: options of the meeting with a number. */
export function ownLoadServer(
  server: MockServer,
  meeting: (index: number) => StartMeetingOptions,
): LoadServer {
  return {
    start: async (index) => (await server.startMeeting(meeting(index))).streamId,
    figures: () => Promise.resolve(server.figures({ probe: true })),
    // Not only those whose webhook was answered.
    end: () => inTurn(server.meetings(), (running) => (running.meetingEnded ? undefined : running.end())),
  };
}

/** A running server, by its HTTP API. `meeting`: body of the request that starts the meeting with a number. */
export function remoteLoadServer(api: ApiClient, meeting: (index: number) => object): LoadServer {
  return {
    start: async (index) => (await api.startMeeting(meeting(index))).streamId,
    figures: () => api.figures(),
    end: (streamIds) =>
      inTurn(streamIds, async (streamId) => {
        try {
          await api.end(streamId);
        } catch (error) {
          // The meeting has ended by itself. A server that is gone has ended all of them.
          if (!(error instanceof UsageError) || error instanceof ServerGoneError) throw error;
        }
      }),
  };
}

async function inTurn<T>(items: readonly T[], act: (item: T) => Promise<void> | undefined): Promise<void> {
  const waiting = items.values();
  const worker = async (): Promise<void> => {
    for (const item of waiting) await act(item);
  };
  await Promise.all(Array.from({ length: ENDS_AT_ONCE }, worker));
}
