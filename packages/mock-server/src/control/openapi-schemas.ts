import { PRODUCTS } from '@rtms-mock/protocol';
import { MEETING_ACTIONS } from '../meetings/meeting-action.js';
import { STEP_NAMES } from '../scenarios/steps/index.js';

/** Bodies of requests and answers, as OpenAPI 3.1 (JSON Schema 2020-12) writes them. */

const text = { type: 'string' } as const;
const count = { type: 'integer', minimum: 0 } as const;
const participantName = { type: 'string', minLength: 1, maxLength: 200 } as const;
const milliseconds = { type: 'number', minimum: 0, description: 'Milliseconds.' } as const;
const state = { $ref: '#/components/schemas/StreamState' } as const;
const webhook = {
  anyOf: [{ $ref: '#/components/schemas/WebhookOutcome' }, { type: 'null' }],
  description: 'What came of rtms_started; null when no webhook was sent.',
} as const;

function object(properties: object, required: readonly string[] = Object.keys(properties)): object {
  return { type: 'object', properties, ...(required.length > 0 && { required }) };
}

function listOf(schema: string): object {
  return { type: 'array', items: { $ref: `#/components/schemas/${schema}` } };
}

const meetingAnswer = {
  streamId: text,
  meetingUuid: text,
  serverUrls: { type: 'string', description: 'Signaling URL as it stands in the webhook.' },
  state,
  webhook,
};

const streamView = {
  streamId: text,
  meetingUuid: text,
  meetingId: { type: 'string', description: 'Numeric meeting id, as text.' },
  topic: text,
  product: { enum: PRODUCTS },
  protocol: { enum: ['2025', '2026', 'string'] },
  clientId: text,
  state,
  stopReason: { type: ['string', 'null'] },
  meetingEnded: {
    type: 'boolean',
    description: 'Whether the meeting is over. While it is not, a terminated stream can be started again.',
  },
  serverUrls: text,
  webhookUrl: { type: ['string', 'null'] },
  participants: { type: 'array', items: object({ userId: count, name: text }) },
  connections: listOf('Connection'),
  media: {
    type: 'object',
    description: 'By media type: audio, video, deskshare, transcript, chat.',
    additionalProperties: { $ref: '#/components/schemas/MediaCounters' },
  },
};

const legacyTarget = { webhookUrl: { type: 'string', format: 'uri' } };

export const openapiSchemas = {
  Error: object({
    error: object(
      {
        code: { type: 'string', description: 'Short and stable, for programs.' },
        message: { type: 'string', description: 'What is wrong.' },
        hint: { type: 'string', description: 'What to do instead.' },
      },
      ['code', 'message'],
    ),
  }),
  StreamState: { enum: ['created', 'signaling', 'active', 'paused', 'interrupted', 'terminated'] },
  StartMeeting: object(
    {
      webhookUrl: {
        type: 'string',
        format: 'uri',
        description: "Receiver of this stream's webhooks. Default: the server's.",
      },
      scenario: {
        type: ['string', 'object'],
        description: 'Name of a ready scenario, or one as an object, as a file would hold it.',
        default: 'two-speakers',
      },
      meeting: {
        type: 'string',
        description: 'Id of a running meeting or of a stream on it: another stream on the same meeting.',
      },
      product: { enum: PRODUCTS, default: 'meeting' },
      protocol: { enum: ['2025', '2026', 'string'], description: "Default: the app's, else the server's." },
      participants: {
        type: 'array',
        maxItems: 100,
        items: {
          oneOf: [
            participantName,
            object(
              {
                name: participantName,
                present: { type: 'boolean', default: true, description: 'False: joins later, by a step.' },
                media: {
                  type: 'string',
                  description:
                    "Path of a recording on the server's machine that this person plays. Where one person has one, those without are silent and have no camera.",
                },
              },
              ['name'],
            ),
          ],
        },
        description: 'Those who take part, in place of those that the media brings.',
      },
      media: {
        type: 'string',
        description:
          "Path of a recording on the server's machine, or of a folder with one for each participant.",
      },
      topic: text,
      clientId: { type: 'string', description: 'App that receives the stream. Default: the first.' },
      start: {
        type: 'boolean',
        default: true,
        description: 'False leaves rtms_started for the action "start".',
      },
    },
    [],
  ),
  StartedMeeting: object(
    {
      ...meetingAnswer,
      warnings: { type: 'array', items: text, description: 'Fields that were ignored.' },
    },
    Object.keys(meetingAnswer),
  ),
  WebhookOutcome: {
    oneOf: [
      object(
        {
          status: { enum: ['delivered', 'refused'] },
          httpStatus: { type: 'integer' },
          ms: milliseconds,
          late: { type: 'boolean', description: 'After 3 s: the real service would send it again.' },
          message: text,
        },
        ['status', 'httpStatus', 'ms', 'late'],
      ),
      object({ status: { const: 'failed' }, code: text, message: text, ms: milliseconds }),
    ],
  },
  Stream: object(streamView),
  StreamWithWebhook: object({ ...streamView, webhook }),
  StreamList: object({ meetings: listOf('Stream') }),
  Connection: object({
    id: text,
    socket: { enum: ['signaling', 'media'] },
    state: text,
    mediaTypes: { type: 'array', items: text },
    ageMs: milliseconds,
    bufferedBytes: count,
  }),
  MediaCounters: object({
    frames: count,
    bytes: { ...count, description: 'Before base64.' },
    dropped: { ...count, description: 'Frames dropped for a slow reader.' },
    skipped: { ...count, description: 'Frames left out because the server was late.' },
    latenessMaxMs: milliseconds,
    latenessMeanMs: milliseconds,
  }),
  Action: object(
    {
      action: { enum: MEETING_ACTIONS },
      reason: {
        type: ['integer', 'string'],
        description: 'Stop reason by number or name, such as 6 or STOP_BC_MEETING_ENDED.',
      },
    },
    ['action'],
  ),
  ActionDone: object({ streamId: text, action: { enum: MEETING_ACTIONS }, state }),
  ActionResults: object({
    results: {
      type: 'array',
      items: object({ streamId: text, ok: { type: 'boolean' }, state, message: text }, [
        'streamId',
        'ok',
        'state',
      ]),
    },
  }),
  JournalEntry: object(
    {
      seq: { type: 'integer', minimum: 1 },
      atMs: { ...milliseconds, description: 'Milliseconds since the server started.' },
      unixMs: { type: 'integer' },
      kind: { enum: ['message', 'connection', 'state', 'webhook', 'fault', 'note'] },
      direction: { enum: ['sent', 'received'], description: 'Seen from the server.' },
      streamId: text,
      socket: { enum: ['signaling', 'media'] },
      connectionId: text,
      type: { type: 'string', description: 'Message type name, new state, webhook event.' },
      detail: { type: 'object' },
    },
    ['seq', 'atMs', 'unixMs', 'kind', 'type', 'detail'],
  ),
  JournalPage: object(
    {
      entries: listOf('JournalEntry'),
      lastSeq: count,
      warnings: { type: 'array', items: text, description: 'Query parameters that were ignored.' },
    },
    ['entries', 'lastSeq'],
  ),
  ValidateUrl: object(
    {
      url: {
        type: 'string',
        description: "Receiver to check. Default: the server's webhook URL, if it has one.",
      },
    },
    [],
  ),
  UrlVerdict: {
    oneOf: [
      object({ ok: { const: true }, ms: milliseconds }),
      object({ ok: { const: false }, code: text, message: text, ms: milliseconds }),
    ],
  },
  ScenarioList: object({
    scenarios: {
      type: 'array',
      items: object({
        name: text,
        description: text,
        timeline: { type: 'array', items: text, description: 'What happens when, in words.' },
      }),
    },
  }),
  Step: {
    type: 'object',
    description: 'A step with its fields beside `do`; `GET /api/steps` lists them.',
    properties: {
      do: { enum: [...STEP_NAMES] },
      fault: { enum: [...STEP_NAMES], description: 'Same as `do`.' },
    },
    additionalProperties: true,
    examples: [
      { do: 'join', participant: 'Bo Lind' },
      { fault: 'close-socket', socket: 'media', code: 1011 },
    ],
  },
  StepDone: object({
    streamId: text,
    state: text,
    step: { type: 'object', description: 'With every default in place.' },
    explanation: text,
  }),
  StepList: object({
    steps: {
      type: 'array',
      items: object({
        name: { enum: [...STEP_NAMES] },
        isFault: { type: 'boolean' },
        summary: text,
        fields: {
          type: 'array',
          items: object(
            { name: text, accepts: text, description: text, required: { type: 'boolean' }, default: text },
            ['name', 'accepts', 'description', 'required'],
          ),
        },
      }),
    },
  }),
  TokenRequest: object(
    {
      grant_type: {
        enum: ['account_credentials', 'authorization_code', 'refresh_token', 'client_credentials'],
      },
      account_id: text,
      code: text,
      refresh_token: text,
      scope: text,
    },
    ['grant_type'],
  ),
  Token: object(
    {
      access_token: text,
      token_type: { const: 'bearer' },
      expires_in: { type: 'integer' },
      scope: text,
      refresh_token: text,
    },
    ['access_token', 'token_type', 'expires_in', 'scope'],
  ),
  TokenError: object({ error: text, reason: text }),
  AppStatus: object(
    {
      action: { enum: ['start', 'stop', 'pause', 'resume'] },
      settings: object({ client_id: text, participant_user_id: text }, []),
    },
    ['action'],
  ),
  RestError: object({ code: { type: 'integer' }, message: text }),
  WsHealth: object({ status: { enum: ['ok', 'error'] }, message: text }, ['status']),
  LegacyValidate: object(legacyTarget),
  LegacyVerdict: object({ success: { type: 'boolean' }, error: text, details: { type: 'object' } }, [
    'success',
  ]),
  LegacySend: object(
    {
      ...legacyTarget,
      isNewMeeting: { type: 'boolean' },
      existingPayload: { type: 'object', description: 'A whole webhook body, to start its stream again.' },
    },
    ['webhookUrl'],
  ),
  LegacyStop: object({
    ...legacyTarget,
    meetingInfo: object({ meeting_uuid: text, rtms_stream_id: text }, ['rtms_stream_id']),
  }),
  LegacyAnswer: object(
    {
      success: { type: 'boolean' },
      status: { type: ['integer', 'null'] },
      sent: { description: 'Body of the webhook.' },
      response: { description: "The receiver's answer." },
      error: text,
    },
    ['success', 'status', 'sent', 'response'],
  ),
};

export type OpenapiSchemaName = keyof typeof openapiSchemas;
