import type { Clock } from '@rtms-mock/protocol';
import { DEV_CREDENTIALS } from '../credentials.js';
import type { LogFields } from '../log.js';
import type { MockServer } from '../server/server-api.js';
import type { LogFormat } from './loggers.js';
import { paint } from './paint.js';
import type { TextOutput } from './surroundings.js';

/** What start-up tells. */
export interface Announcement {
  readonly server: Pick<
    MockServer,
    'signalingUrl' | 'mediaUrl' | 'controlUrl' | 'caFile' | 'port' | 'mediaPort' | 'credentials'
  >;
  readonly version: string;
  readonly protocol: string;
  /** What meetings play: `two-speakers`, `talk.mp4`. */
  readonly media: string;
  readonly webhookUrl: string | undefined;
  /** A meeting starts by itself. */
  readonly starting: boolean;
}

/** Says that the server is ready: for programs in one line, for people with what to do next. */
export function announce(what: Announcement, format: LogFormat, output: TextOutput, clock: Clock): void {
  const lines = format === 'json' ? [readyLine(what, clock)] : readyText(what, output.colour);
  output.write(`${lines.join('\n')}\n`);
}

/** Looks like a line of the log, but no `--log-level` hides it. */
function readyLine(what: Announcement, clock: Clock): string {
  const time = new Date(clock.unixMs()).toISOString();
  return JSON.stringify({ msg: 'ready', ...readyFields(what), level: 'info', time });
}

function readyFields(what: Announcement): LogFields {
  const { signalingUrl, mediaUrl, controlUrl, port, mediaPort, credentials } = what.server;
  return {
    signalingUrl,
    mediaUrl,
    controlUrl,
    port,
    mediaPort,
    ...(what.server.caFile !== undefined && { caFile: what.server.caFile }),
    protocol: what.protocol,
    media: what.media,
    credentials: credentials === DEV_CREDENTIALS ? 'built-in' : 'file',
    version: what.version,
    pid: process.pid,
  };
}

function readyText(what: Announcement, colour: boolean): string[] {
  const { signalingUrl, mediaUrl, controlUrl } = what.server;
  const url = (text: string): string => paint('cyan', text, colour);
  return [
    `${paint('bold', 'rtms-mock', colour)} is ready: signaling ${url(signalingUrl)}, media ${url(mediaUrl)}, page and API ${url(controlUrl)}`,
    ...trustText(what),
    generationText(what.protocol),
    ...credentialsText(what),
    ...(what.starting ? [] : [nextStep(what)]),
  ];
}

function generationText(protocol: string): string {
  return protocol === '2025'
    ? "Protocol generation 2025; today's service is --protocol 2026."
    : `Protocol generation ${protocol}.`;
}

/** With a certificate of our own: how clients come to trust it. */
function trustText({ server: { caFile } }: Announcement): string[] {
  if (caFile === undefined) return [];
  return [
    `TLS: let apps trust ${caFile}: NODE_EXTRA_CA_CERTS=${caFile} (Node) or SSL_CERT_FILE=${caFile} (Python, Go)`,
  ];
}

/** Secrets are printed only when they are the built-in ones, which protect nothing. */
function credentialsText({ server: { credentials } }: Announcement): string[] {
  if (credentials !== DEV_CREDENTIALS) return [];
  const [app] = credentials.apps;
  return [
    `Development credentials: client id ${app.clientId}, client secret ${app.clientSecret}, webhook secret token ${credentials.secretToken}`,
  ];
}

function nextStep({ server, webhookUrl }: Announcement): string {
  const body = webhookUrl === undefined ? '{"webhookUrl":"http://localhost:3000/webhook"}' : '{}';
  return `Start a meeting: curl -X POST ${server.controlUrl}/api/meetings -H 'content-type: application/json' -d '${body}'`;
}
