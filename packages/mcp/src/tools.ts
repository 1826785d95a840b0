/** The tools: their names, what they take, and the calls that they make. */
import { z, type ZodRawShape } from 'zod';
import type { Api } from './api.js';
import { checkApp, type CheckRequest } from './check-app.js';

/** One tool, with its arguments as a schema. */
export interface Tool {
  readonly name: string;
  readonly title: string;
  /** One or more sentences for the agent. */
  readonly description: string;
  readonly input: ZodRawShape;
  /** True for a tool that changes nothing. */
  readonly isReadOnly: boolean;
  /** Returns what the agent is shown, as JSON. Refusals are rejected with a sentence. */
  run(api: Api, args: { readonly [name: string]: unknown }, signal: AbortSignal): Promise<unknown>;
}

/** Entries of the journal that are returned without a `limit`: more would fill the agent's context. */
const DEFAULT_LIMIT = 50;
const MAX_WAIT_SECONDS = 60;

const STREAM_ID = z.string().describe('Id of the stream, as start_meeting returns it');

function meetingPath(args: { readonly [name: string]: unknown }, end = ''): string {
  return `/api/meetings/${encodeURIComponent(String(args['streamId']))}${end}`;
}

/** Arguments without those that are undefined or named in `others`. */
function bodyOf(args: { readonly [name: string]: unknown }, others: readonly string[] = []): object {
  return Object.fromEntries(
    Object.entries(args).filter(([name, value]) => value !== undefined && !others.includes(name)),
  );
}

/** All tools, in the order in which an agent needs them. */
export const TOOLS: readonly Tool[] = [
  {
    name: 'server',
    title: 'Server and credentials',
    description:
      'Addresses of the mock server and the credentials that the app under test needs: client id and client secret ' +
      'sign handshakes, the secret token checks webhooks. Call this first, and configure the app with it.',
    input: {},
    isReadOnly: true,
    run: (api, _args, signal) => api.get('/api/server', {}, signal),
  },
  {
    name: 'validate_webhook',
    title: 'Validate a webhook URL',
    description:
      'Sends the URL validation challenge to the app, and says exactly what is wrong with its response.',
    input: { url: z.string().describe('URL at which the app receives webhooks') },
    isReadOnly: true,
    run: (api, args, signal) => api.post('/api/webhooks/validate', bodyOf(args), signal),
  },
  {
    name: 'scenarios',
    title: 'Ready scenarios',
    description: 'Scenarios for start_meeting, each with its timeline: events and failures of a meeting.',
    input: {},
    isReadOnly: true,
    run: (api, _args, signal) => api.get('/api/scenarios', {}, signal),
  },
  {
    name: 'start_meeting',
    title: 'Start a meeting',
    description:
      'Starts a meeting in which two people speak, and sends meeting.rtms_started to the app. Returns the id of the ' +
      'stream, and the outcome of the webhook.',
    input: {
      webhookUrl: z.string().optional().describe('URL at which the app receives webhooks'),
      scenario: z.string().optional().describe('Name of a ready scenario, such as media-failover'),
      protocol: z
        .enum(['2025', '2026', 'string'])
        .optional()
        .describe("2026, the default, is today's service"),
      product: z.enum(['meeting', 'webinar', 'session', 'contact_center', 'phone']).optional(),
    },
    isReadOnly: false,
    run: (api, args, signal) => api.post('/api/meetings', { protocol: '2026', ...bodyOf(args) }, signal),
  },
  {
    name: 'meeting',
    title: 'State of a meeting',
    description: 'State, connections and counters of media of one stream.',
    input: { streamId: STREAM_ID },
    isReadOnly: true,
    run: (api, args, signal) => api.get(meetingPath(args), {}, signal),
  },
  {
    name: 'wait',
    title: 'Wait for a moment',
    description:
      'Waits for a state (active, interrupted, terminated), a moment (handshake, subscribed, ready, streaming, ' +
      'media-lost) or a journal entry such as KEEP_ALIVE_RESP. What has happened before counts. In vain, the error ' +
      'names what did happen.',
    input: {
      streamId: STREAM_ID,
      for: z.string().describe('Name of a state, moment or journal entry'),
      timeoutSeconds: z.number().positive().max(MAX_WAIT_SECONDS).optional().describe('Default 5'),
    },
    isReadOnly: true,
    run: (api, args, signal) => {
      const { timeoutSeconds = 5 } = args as { timeoutSeconds?: number };
      const query = { for: args['for'], timeout: `${Math.ceil(timeoutSeconds * 1000)}ms` };
      return api.get(meetingPath(args, '/wait'), query, signal);
    },
  },
  {
    name: 'act',
    title: 'Act as a user or host',
    description: 'Pauses, resumes, stops or starts the stream, or ends the meeting.',
    input: {
      streamId: STREAM_ID,
      action: z.enum(['pause', 'resume', 'stop', 'start', 'end']),
      reason: z.string().optional().describe('Stop reason by name, such as STOP_BC_HOST_DISABLED_APP'),
    },
    isReadOnly: false,
    run: (api, args, signal) => api.post(meetingPath(args, '/actions'), bodyOf(args, ['streamId']), signal),
  },
  {
    name: 'steps',
    title: 'Kinds of steps and faults',
    description:
      'Every step that inject accepts, with its fields. Faults are steps that make something fail.',
    input: {},
    isReadOnly: true,
    run: async (api, _args, signal) => {
      const { steps } = (await api.get('/api/steps', {}, signal)) as { steps: readonly StepKind[] };
      // Schemas of all fields would be four times as long.
      return steps.map(({ name, isFault, summary, fields }) => ({
        name,
        isFault,
        summary,
        fields: Object.fromEntries(
          fields.map((one) => [one.name, one.required ? `${one.accepts} (required)` : one.accepts]),
        ),
      }));
    },
  },
  {
    name: 'inject',
    title: 'Inject a step or fault',
    description:
      'Performs one step now: {"do": "join", "participant": "Bo Lind"}, or a fault: {"fault": "cut-socket", ' +
      '"socket": "media"}. The tool steps lists all.',
    input: {
      streamId: STREAM_ID,
      step: z.record(z.string(), z.unknown()).describe('The step as an object with "do" or "fault"'),
    },
    isReadOnly: false,
    run: (api, args, signal) => api.post(meetingPath(args, '/steps'), args['step'] as object, signal),
  },
  {
    name: 'journal',
    title: 'Read the journal',
    description:
      'What was sent and received, newest last, with decoded fields (detail) and the text on the wire (wire). ' +
      'Directions are those of the server: "received" is what the app sent.',
    input: {
      streamId: z.string().optional().describe('Only this stream'),
      type: z.string().optional().describe('Name of a message, state, webhook event or step'),
      kind: z.enum(['message', 'connection', 'state', 'webhook', 'fault', 'note']).optional(),
      direction: z.enum(['sent', 'received']).optional(),
      after: z.number().int().min(0).optional().describe('Only entries with a greater seq'),
      limit: z
        .number()
        .int()
        .min(1)
        .max(500)
        .optional()
        .describe(`The newest ones only. Default ${DEFAULT_LIMIT}`),
    },
    isReadOnly: true,
    run: (api, args, signal) => api.get('/api/journal', { limit: DEFAULT_LIMIT, ...bodyOf(args) }, signal),
  },
  {
    name: 'verdicts',
    title: 'Judge the app',
    description:
      "Rules of the protocol that the app has broken, judged against today's service: what it did, what the real " +
      'service would have done, and what to change in the app. An empty list: nothing was found so far.',
    input: {
      streamId: STREAM_ID,
      severity: z
        .enum(['error', 'warning', 'note'])
        .optional()
        .describe('The least serious ones. Default note'),
    },
    isReadOnly: true,
    run: (api, args, signal) => {
      return api.get(meetingPath(args, '/verdicts'), bodyOf(args, ['streamId']) as Query, signal);
    },
  },
  {
    name: 'check',
    title: 'Check the app as a whole',
    description:
      'Plays scenarios to the running app (losses, pauses, a webhook that comes twice, in two generations) and returns ' +
      'each rule that it broke. A server of its own does so, with the development credentials. Takes up to a minute.',
    input: {
      webhookUrl: z.string().describe('URL at which the app receives webhooks'),
      suite: z.string().optional().describe('basic (default), full, or names of scenarios with commas'),
      protocol: z.enum(['2025', '2026']).optional().describe('If only one generation is to be played'),
    },
    isReadOnly: false,
    run: (_api, args, signal) => checkApp(bodyOf(args) as CheckRequest, signal),
  },
];

interface Query {
  readonly [name: string]: unknown;
}

interface StepKind {
  readonly name: string;
  readonly isFault: boolean;
  readonly summary: string;
  readonly fields: readonly { readonly name: string; readonly accepts: string; readonly required: boolean }[];
}
