import { answers, body, query, REFUSALS, STREAM_ID, UNKNOWN_STREAM, type Paths } from './operation.js';

/** Meetings, and what can be done with them. */
export const MEETING_CALLS: Paths = {
  '/api/meetings': {
    post: {
      tags: ['Meetings'],
      summary: 'Create a meeting and a stream, and start it: sends rtms_started',
      operationId: 'startMeeting',
      requestBody: body('StartMeeting', false),
      responses: {
        '201': answers('Created, even if the webhook failed.', 'StartedMeeting'),
        '409': answers('The meeting that "meeting" names has ended.', 'Error'),
        ...REFUSALS,
      },
    },
    get: {
      tags: ['Meetings'],
      summary: 'Every meeting, ended ones too, oldest first',
      operationId: 'listMeetings',
      responses: {
        '200': answers(
          'State, connections and counters of each; `incomplete` while some of several processes are missing.',
          'StreamList',
        ),
      },
    },
  },
  '/api/meetings/{streamId}': {
    get: {
      tags: ['Meetings'],
      summary: 'State, connections, counters per media type, and times of the app',
      operationId: 'getMeeting',
      parameters: [STREAM_ID],
      responses: { '200': answers('The stream.', 'StreamDetails'), ...UNKNOWN_STREAM },
    },
  },
  '/api/meetings/{streamId}/actions': {
    post: {
      tags: ['Meetings'],
      summary:
        'User and host controls; stop then start keeps both ids, end ends every stream of the meeting for good',
      operationId: 'act',
      parameters: [STREAM_ID],
      requestBody: body('Action'),
      responses: {
        '200': answers('Done.', 'ActionDone'),
        '409': answers('The action makes no sense in the present state.', 'Error'),
        ...UNKNOWN_STREAM,
        ...REFUSALS,
      },
    },
  },
  '/api/meetings/{streamId}/steps': {
    post: {
      tags: ['Meetings'],
      summary: 'Perform one scenario step or fault now',
      operationId: 'performStep',
      parameters: [STREAM_ID],
      requestBody: body('Step'),
      responses: {
        '200': answers('Done, with what it does in words.', 'StepDone'),
        '409': answers('The step makes no sense in the present state.', 'Error'),
        ...UNKNOWN_STREAM,
        ...REFUSALS,
      },
    },
  },
  '/api/steps': {
    get: {
      tags: ['Meetings'],
      summary: 'Every scenario step with its fields',
      operationId: 'listSteps',
      responses: { '200': answers('Steps and faults.', 'StepList') },
    },
  },
  '/api/steps/explain': {
    post: {
      tags: ['Meetings'],
      summary: 'Check and explain steps without performing them',
      operationId: 'explainSteps',
      requestBody: body('ExplainSteps'),
      responses: { '200': answers('One answer for each step.', 'StepExplanations'), ...REFUSALS },
    },
  },
  '/api/scenarios/check': {
    post: {
      tags: ['Meetings'],
      summary: 'Check and explain a scenario without starting a meeting',
      operationId: 'checkScenario',
      requestBody: body('CheckScenario'),
      responses: { '200': answers('The verdict.', 'ScenarioVerdict'), ...REFUSALS },
    },
  },
  '/api/meetings/{streamId}/held': {
    get: {
      tags: ['Meetings'],
      summary: 'Breakpoints of the step hold, and the messages that they hold',
      operationId: 'getHeld',
      parameters: [STREAM_ID],
      responses: { '200': answers('Oldest first.', 'HeldMessages'), ...UNKNOWN_STREAM },
    },
  },
  '/api/meetings/{streamId}/held/{id}': {
    post: {
      tags: ['Meetings'],
      summary: 'Let a held message go on, changed or not, or drop it',
      operationId: 'releaseHeld',
      parameters: [
        STREAM_ID,
        {
          name: 'id',
          in: 'path',
          required: true,
          schema: { type: 'string' },
          description: 'Id of the held message.',
        },
      ],
      requestBody: body('ReleaseHeld'),
      responses: {
        '200': answers('Done.', 'HeldDone'),
        ...REFUSALS,
        '404': answers('No such stream, or no such message is held.', 'Error'),
      },
    },
  },
  '/api/meetings/{streamId}/live/audio': {
    post: {
      tags: ['Meetings'],
      summary: 'Let a participant join, speak the audio of a WAV file, and leave',
      operationId: 'speak',
      parameters: [
        STREAM_ID,
        { ...query('name', 'Name of the participant.'), required: true },
        query('caption', 'The words, sent as transcript when they have been spoken.'),
        query('language', 'Language of the words: a BCP 47 tag or its English name.'),
        query('wait', 'True: the response comes when everything has been spoken.', { type: 'boolean' }),
      ],
      requestBody: {
        required: true,
        content: { 'audio/wav': { schema: { type: 'string', format: 'binary' } } },
      },
      responses: {
        '200': answers('Everything has been spoken.', 'SpokenAudio'),
        '202': answers('The participant speaks.', 'SpokenAudio'),
        '409': answers('The meeting has ended, or has too many live participants.', 'Error'),
        ...UNKNOWN_STREAM,
        ...REFUSALS,
        '413': answers('The body is longer than 20 MiB.', 'Error'),
        '415': answers('The content type is not audio/wav.', 'Error'),
      },
    },
  },
  '/api/meetings/{streamId}/signature': {
    post: {
      tags: ['Meetings'],
      summary: 'Sign the handshakes of a receiver that does not have the secret, such as the page',
      operationId: 'signHandshakes',
      parameters: [STREAM_ID],
      requestBody: {
        required: false,
        content: { 'application/json': { schema: { type: 'object', description: 'No fields.' } } },
      },
      responses: {
        '200': answers('The fields of a handshake. The secret stays on the server.', 'HandshakeSignature'),
        '409': answers('The credentials do not have the app any more.', 'Error'),
        ...UNKNOWN_STREAM,
        ...REFUSALS,
      },
    },
  },
  '/api/actions': {
    post: {
      tags: ['Meetings'],
      summary: 'The same for every running meeting, or for the stream that the body names',
      operationId: 'actOnAll',
      requestBody: body('ActionOnMeetings'),
      responses: { '200': answers('What came of it, meeting by meeting.', 'ActionResults'), ...REFUSALS },
    },
  },
  '/api/reset': {
    post: {
      tags: ['Meetings'],
      summary: 'End all meetings with their webhooks, forget them, and clear the journal and all faults',
      operationId: 'reset',
      requestBody: {
        required: false,
        content: { 'application/json': { schema: { type: 'object', description: 'No fields.' } } },
      },
      responses: { '200': answers('The server is as after its start.', 'ResetDone'), ...REFUSALS },
    },
  },
  '/api/snapshot': {
    get: {
      tags: ['Meetings'],
      summary: 'The running meetings with their people, positions and streams',
      operationId: 'getSnapshot',
      responses: { '200': answers('A snapshot, which PUT takes.', 'ServerSnapshot') },
    },
    put: {
      tags: ['Meetings'],
      summary: 'Reset the server and put it back to a snapshot; streams start again with rtms_started',
      operationId: 'restoreSnapshot',
      requestBody: body('ServerSnapshot'),
      responses: {
        '200': answers('Done: the snapshot of the server as it is now.', 'ServerSnapshot'),
        ...REFUSALS,
        '413': answers('The body is longer than 8 MiB.', 'Error'),
      },
    },
  },
  '/api/cassettes': {
    get: {
      tags: ['Meetings'],
      summary: 'Recorded meetings that a meeting can replay',
      operationId: 'listCassettes',
      responses: { '200': answers('The cassettes of --import and --replay.', 'CassetteList') },
    },
  },
  '/api/scenarios': {
    get: {
      tags: ['Meetings'],
      summary: 'Scenarios that a meeting can be started with',
      operationId: 'listScenarios',
      responses: { '200': answers('The built-in scenarios.', 'ScenarioList') },
    },
  },
};
