import type { App } from '../credentials.js';
import type { IdGenerator } from '../meetings/ids.js';
import type { Meeting } from '../meetings/meeting.js';
import type { StreamInput } from '../meetings/stream-context.js';
import type { Scenario } from '../scenarios/scenario.js';
import type { ServerSettings } from '../settings/settings.js';
import type { MeetingRequest } from './meeting-input.js';

/** Meeting, app and scenario of a new stream. */
export interface StreamParts {
  readonly scenario: Scenario;
  readonly meeting: Meeting;
  readonly app: App;
  /** Id in the credentials; `undefined` for a new one. */
  readonly streamId: string | undefined;
}

/** Returns the properties of a new stream: those of the request, else of the scenario, the app and the server. */
export function streamInput(
  input: MeetingRequest,
  { scenario, meeting, app, streamId }: StreamParts,
  settings: Pick<ServerSettings, 'protocol' | 'webhookUrl'>,
  ids: IdGenerator,
): StreamInput {
  const { operatorId = app.userId } = input;
  const isOriginalHost =
    input.isOriginalHost ?? (input.operatorId === undefined || operatorId === meeting.hostId);
  return {
    streamId: streamId ?? ids.streamId(),
    sessionId: ids.sessionId(),
    meeting,
    app,
    protocol: input.protocol ?? scenario.protocol ?? app.protocol ?? settings.protocol,
    webhookUrl: input.webhookUrl ?? app.webhookUrl ?? settings.webhookUrl,
    operator: { userId: operatorId, isOriginalHost },
    webhookFields: input.webhookFields ?? scenario.webhookFields,
    meetingWebhooks: input.meetingWebhooks,
  };
}
