import { UsageError } from '../input/usage-error.js';
import type { ActionResults, StartedMeeting, StepDone, StreamList } from '../control/api-bodies.js';
import type { JournalPage } from '../control/observing-bodies.js';
import { readFigures } from '../figures/read-figures.js';
import type { ServerFigures } from '../figures/server-figures.js';
import { namedClause } from '../input/reading.js';
import type { MeetingAction } from '../meetings/meeting-action.js';

/**
 * The part of a running server's HTTP API that the command line needs. Calls reject with {@link UsageError} if the
 * server refuses, and with {@link ServerGoneError} if no server answers.
 */
export interface ApiClient {
  /** Starts a meeting. `body`: that of `POST /api/meetings`. */
  startMeeting(body: object): Promise<StartedMeeting>;
  /** Ends the meeting of a stream. */
  end(streamId: string): Promise<void>;
  /** Performs an action on the stream, or without one on every running meeting. `reason`: a stop reason. */
  act(
    action: MeetingAction,
    target: { readonly streamId?: string; readonly reason?: string | number },
  ): Promise<ActionResults>;
  /** Returns all streams that the server knows. */
  meetings(): Promise<StreamList>;
  /** Returns how server and apps have performed so far, and pings the readers of media. */
  figures(): Promise<ServerFigures>;
  /** Performs a step on a stream. */
  step(streamId: string, step: object): Promise<StepDone>;
  /** Returns the journal entries of a stream that follow the entry with the sequence number `after`. */
  journal(streamId: string, after: number): Promise<JournalPage>;
}

/** No server answers at the URL. */
export class ServerGoneError extends UsageError {}

/** The server refuses. */
export class RefusedError extends UsageError {
  /** Code of the refusal, such as `unknown-stream`. @default the response has none */
  readonly code: string | undefined;

  constructor(message: string, code: string | undefined) {
    super(message);
    this.code = code;
  }
}

/** Creates a client for the server at a URL. `apiToken`: the token that the server requires, if any. */
export function createApiClient(serverUrl: string, apiToken?: string): ApiClient {
  const access = apiToken === undefined ? {} : { authorization: `Bearer ${apiToken}` };
  /** `absent`: said if a server of ours does not know the path. */
  async function call<T>(path: string, body?: object, absent?: string): Promise<T> {
    let response: Response;
    try {
      response = await fetch(`${serverUrl}${path}`, {
        headers: access,
        ...(body !== undefined && {
          method: 'POST',
          headers: { ...access, 'content-type': 'application/json' },
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
    if (response.status === 404 && absent !== undefined && isOurs(content)) throw new UsageError(absent);
    if (response.status === 401) throw new UsageError(tokenProblem(serverUrl, apiToken));
    const code = errorOf(content)?.code;
    const problem = refusal(content, response.status, serverUrl);
    throw new RefusedError(problem, typeof code === 'string' ? code : undefined);
  }

  return {
    startMeeting: (body) => call('/api/meetings', body),
    end: async (streamId) => {
      await call(`/api/meetings/${encodeURIComponent(streamId)}/actions`, { action: 'end' });
    },
    act: (action, target) => call('/api/actions', { action, ...target }),
    meetings: () => call('/api/meetings'),
    figures: async () => {
      const absent = `the server at ${serverUrl} is an older version, which has no figures (GET /api/figures); update it`;
      const reading = readFigures(await call('/api/figures?probe=yes', undefined, absent));
      if (reading.ok) return reading.value;
      const problem = namedClause(reading.problems[0], 'the response');
      throw new UsageError(
        `the server at ${serverUrl} gives no figures of rtms-mock: ${problem}; check --server`,
      );
    },
    step: (streamId, step) => call(`/api/meetings/${encodeURIComponent(streamId)}/steps`, step),
    journal: (streamId, after) =>
      call(`/api/meetings/${encodeURIComponent(streamId)}/journal?after=${after}`),
  };
}

function tokenProblem(serverUrl: string, apiToken: string | undefined): string {
  return apiToken === undefined
    ? `the server at ${serverUrl} requires its API token; pass the one that it was given or that it printed at start, with --api-token or RTMS_MOCK_API_TOKEN`
    : `the server at ${serverUrl} does not accept the API token of --api-token (RTMS_MOCK_API_TOKEN)`;
}

function errorOf(content: unknown): { readonly [name in 'code' | 'message' | 'hint']?: unknown } | undefined {
  return (content as { error?: { code?: unknown; message?: unknown; hint?: unknown } } | undefined)?.error;
}

/** True for an error in the form of our servers. */
function isOurs(content: unknown): boolean {
  return typeof errorOf(content)?.message === 'string';
}

function refusal(content: unknown, status: number, serverUrl: string): string {
  const error = errorOf(content);
  if (typeof error?.message !== 'string') {
    return `the server at ${serverUrl}, which responds with ${status}, is not rtms-mock; check --server`;
  }
  const message = error.message.replace(/\.$/, '');
  return typeof error.hint === 'string' ? `${message}. ${error.hint}` : message;
}
