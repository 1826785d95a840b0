import type { Clock } from '@rtms-mock/protocol';
import { areBuiltIn } from '../credentials.js';
import type { ReadyWorker } from '../fleet/worker-pool.js';
import type { MockServer } from '../server/server-api.js';
import type { LogFormat } from './loggers.js';
import { paint } from './paint.js';
import type { TextOutput } from './surroundings.js';

/** Content of the start-up message. */
export interface Announcement {
  readonly server: Pick<
    MockServer,
    'signalingUrl' | 'mediaUrl' | 'controlUrl' | 'caFile' | 'port' | 'mediaPort' | 'credentials' | 'apiToken'
  >;
  /** Workers that play the meetings; empty if the server plays them itself. */
  readonly workers: readonly ReadyWorker[];
  /** Version of the program. */
  readonly version: string;
  /** Generation of streams that name none. */
  readonly protocol: string;
  /** Time of meetings. */
  readonly time: 'real' | 'virtual';
  /** Speed of meetings. */
  readonly speed: number | 'max';
  /** Media of meetings that name none: `two-speakers`, `talk.mp4`. */
  readonly media: string;
  /** Receiver of webhooks, if any. */
  readonly webhookUrl: string | undefined;
  /** The API token was generated, and is known to nobody yet. */
  readonly isTokenGenerated: boolean;
  /** A meeting starts without a request. */
  readonly starting: boolean;
}

/** Reports that the server is ready: as one JSON line for programs, or for people with the next step. */
export function announce(
  announcement: Announcement,
  format: LogFormat,
  output: TextOutput,
  clock: Clock,
): void {
  const lines = format === 'json' ? [readyLine(announcement, clock)] : readyText(announcement, output.colour);
  output.write(`${lines.join('\n')}\n`);
}

/** Has the form of a log line, but no `--log-level` hides it. `time` is that of the line, as in all of them. */
function readyLine(announcement: Announcement, clock: Clock): string {
  const time = new Date(clock.unixMs()).toISOString();
  return JSON.stringify({ msg: 'ready', ...readyFields(announcement), level: 'info', time });
}

function readyFields({
  server,
  workers,
  version,
  protocol,
  time,
  speed,
  media,
  isTokenGenerated,
}: Announcement): { readonly [name: string]: unknown } {
  const { signalingUrl, mediaUrl, controlUrl, port, mediaPort, credentials, caFile } = server;
  return {
    signalingUrl,
    mediaUrl,
    controlUrl,
    port,
    mediaPort,
    ...(workers.length > 0 && { workers }),
    ...(caFile !== undefined && { caFile }),
    ...(isTokenGenerated && { apiToken: server.apiToken }),
    protocol,
    timeMode: speed === 'max' ? 'virtual' : time,
    speed,
    media,
    credentials: areBuiltIn(credentials) ? 'built-in' : 'file',
    version,
    pid: process.pid,
  };
}

function readyText(announcement: Announcement, colour: boolean): string[] {
  const { signalingUrl, mediaUrl, controlUrl } = announcement.server;
  const url = (text: string): string => paint('cyan', text, colour);
  return [
    `${paint('bold', 'rtms-mock', colour)} is ready: signaling ${url(signalingUrl)}, media ${url(mediaUrl)}, page and API ${url(controlUrl)}`,
    ...workersText(announcement),
    ...trustText(announcement),
    generationText(announcement.protocol),
    ...timeText(announcement),
    ...credentialsText(announcement),
    ...tokenText(announcement),
    ...(announcement.starting ? [] : [nextStep(announcement)]),
  ];
}

/** Apps learn the URLs of workers from webhooks; people need them for a firewall or a proxy. */
function workersText({ workers }: Announcement): string[] {
  if (workers.length === 0) return [];
  const urls = workers.map(({ worker, signalingUrl }) => `${worker} at ${signalingUrl}`).join(', ');
  const proxied = workers.filter(({ port, signalingUrl }) => new URL(signalingUrl).port !== String(port));
  const paths = proxied.map(({ port, signalingUrl }) => `${new URL(signalingUrl).pathname} to port ${port}`);
  return [
    `${workers.length} workers play the meetings: ${urls}. Webhooks name these URLs; page and API are here for all.`,
    ...(paths.length === 0 ? [] : [`The proxy of --public-url must lead ${paths.join(', ')}.`]),
  ];
}

function generationText(protocol: string): string {
  return protocol === '2025'
    ? "Protocol generation 2025; today's service is --protocol 2026."
    : `Protocol generation ${protocol}.`;
}

/** A line about the time of meetings, unless it is real. */
function timeText({ server, time, speed }: Announcement): string[] {
  if (speed === 'max') return ['Virtual time: it advances by itself, as fast as apps read.'];
  if (time === 'virtual') {
    return [
      `Virtual time stands still until it is advanced: curl -X POST ${server.controlUrl}/api/time/advance -H 'content-type: application/json' -d '{"by":"60s"}'`,
    ];
  }
  return speed === 1 ? [] : [`Meetings run ${speed} times as fast as real time.`];
}

/** Instructions for trusting a generated certificate. */
function trustText({ server: { caFile } }: Announcement): string[] {
  if (caFile === undefined) return [];
  return [
    `TLS: let apps trust ${caFile}: NODE_EXTRA_CA_CERTS=${caFile} (Node) or SSL_CERT_FILE=${caFile} (Python, Go)`,
  ];
}

/** Secrets are printed only if they are the built-in ones, which protect nothing. */
function credentialsText({ server: { credentials } }: Announcement): string[] {
  if (!areBuiltIn(credentials)) return [];
  const [app] = credentials.apps;
  return [
    `Development credentials: client id ${app.clientId}, client secret ${app.clientSecret}, webhook secret token ${credentials.secretToken}`,
  ];
}

/** A token of the user is not repeated. */
function tokenText({ server, isTokenGenerated, starting }: Announcement): string[] {
  const { apiToken, controlUrl } = server;
  if (apiToken === undefined) return [];
  if (!isTokenGenerated) {
    const use = starting
      ? ''
      : '; the command below reads it from the variable RTMS_MOCK_API_TOKEN of your shell';
    return [`The page and API require the API token that you gave${use}.`];
  }
  return [
    `Other machines reach this server, so the page and API require an API token: ${apiToken}. It changes at each start; --api-token sets your own.`,
    `Page: ${controlUrl}/?token=${apiToken}`,
  ];
}

function nextStep({ server, webhookUrl, isTokenGenerated }: Announcement): string {
  const body = webhookUrl === undefined ? '{"webhookUrl":"http://localhost:3000/webhook"}' : '{}';
  const value = isTokenGenerated ? server.apiToken : '$RTMS_MOCK_API_TOKEN';
  const token = server.apiToken === undefined ? '' : ` -H "authorization: Bearer ${value}"`;
  return `Start a meeting: curl -X POST ${server.controlUrl}/api/meetings${token} -H 'content-type: application/json' -d '${body}'`;
}
