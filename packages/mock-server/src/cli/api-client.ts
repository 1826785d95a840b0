import { UsageError } from '../input/usage-error.js';
import type { JournalPage, StartedMeeting } from '../control/api-bodies.js';

/**
 * The part of a running server's HTTP API that the command line needs. Calls reject with {@link UsageError} if the
 * server refuses, and with {@link ServerGoneError} if no server answers.
 */
export interface ApiClient {
  /** Starts a meeting. `body`: that of `POST /api/meetings`. */
  startMeeting(body: object): Promise<StartedMeeting>;
  /** Ends the meeting of a stream. */
  end(streamId: string): Promise<void>;
  /** Returns the journal entries of a stream that follow the entry with the sequence number `after`. */
  journal(streamId: string, after: number): Promise<JournalPage>;
}

/** No server answers at the URL. */
export class ServerGoneError extends UsageError {}

/** Creates a client for the server at a URL. */
export function createApiClient(serverUrl: string): ApiClient {
  async function call<T>(path: string, body?: object): Promise<T> {
    let response: Response;
    try {
      response = await fetch(`${serverUrl}${path}`, {
        ...(body !== undefined && {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(body),
        }),
      });
    } catch (error) {
      throw new ServerGoneError(
        `no server answers at ${serverUrl}; start one with rtms-mock, or choose another with --server`,
        { cause: error },
      );
    }
    const content: unknown = await response.json().catch(() => undefined);
    if (response.ok && content !== undefined) return content as T;
    throw new UsageError(refusal(content, response.status, serverUrl));
  }

  return {
    startMeeting: (body) => call('/api/meetings', body),
    end: async (streamId) => {
      await call(`/api/meetings/${encodeURIComponent(streamId)}/actions`, { action: 'end' });
    },
    journal: (streamId, after) =>
      call(`/api/meetings/${encodeURIComponent(streamId)}/journal?after=${after}`),
  };
}

function refusal(content: unknown, status: number, serverUrl: string): string {
  const error = (content as { error?: { message?: unknown; hint?: unknown } } | undefined)?.error;
  if (typeof error?.message !== 'string') {
    return `the server at ${serverUrl}, which responds with ${status}, is not rtms-mock; check --server`;
  }
  const message = error.message.replace(/\.$/, '');
  return typeof error.hint === 'string' ? `${message}. ${error.hint}` : message;
}
