import { UsageError } from '../input/usage-error.js';
import type { JournalEntry } from '../journal.js';
import type { WebhookOutcome } from '../webhooks/webhook-outcome.js';

export interface StartedMeeting {
  readonly streamId: string;
  readonly meetingUuid: string;
  readonly serverUrls: string;
  readonly webhook: WebhookOutcome | null;
  readonly warnings?: readonly string[];
}

/** The HTTP API of a running server, as far as the command line needs it. */
export interface ApiClient {
  startMeeting(body: object): Promise<StartedMeeting>;
  end(streamId: string): Promise<void>;
  /** Entries after a number. */
  journal(streamId: string, after: number): Promise<{ entries: readonly JournalEntry[]; lastSeq: number }>;
}

/** Nobody answers there. */
export class ServerGoneError extends UsageError {}

/** Calls reject with {@link UsageError} when the server refuses, with {@link ServerGoneError} when there is none. */
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
        `no server answers at ${serverUrl}; start one with rtms-mock, or name another with --server`,
        { cause: error },
      );
    }
    const answer: unknown = await response.json().catch(() => undefined);
    if (response.ok && answer !== undefined) return answer as T;
    throw new UsageError(refusal(answer, response.status, serverUrl));
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

function refusal(answer: unknown, status: number, serverUrl: string): string {
  const error = (answer as { error?: { message?: unknown; hint?: unknown } } | undefined)?.error;
  if (typeof error?.message !== 'string') {
    return `what answers at ${serverUrl} (with ${status}) is no rtms-mock; check --server`;
  }
  const message = error.message.replace(/\.$/, '');
  return typeof error.hint === 'string' ? `${message}. ${error.hint}` : message;
}
