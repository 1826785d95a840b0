/** Everything `rtms-mock serve` can be told, with its defaults. */
import { HANDSHAKE_FAILURES } from '../policies.js';
import { LATE_FRAMES } from '../policies.js';
import { DEFAULT_SCENARIO } from '../scenarios/built-in-scenarios.js';
import { LOG_LEVELS } from '../log.js';
import { isSignalName } from '../media/sources/signal-name.js';
import type { Setting } from './setting.js';
import { BOOLEAN, BYTES, choice as choiceOf, milliseconds, PATH, STRING, type Kind } from '../input/kinds.js';
import { PROTOCOLS } from '../settings/credentials-kind.js';
import { HOST, PORT, PUBLIC_URL, SEED, SPEED } from '../settings/kinds.js';
import { TLS_NAMES } from '../sockets/tls/tls-kinds.js';
import { RETRY_POLICY } from '../webhooks/retry.js';
import { WEBHOOK_URL } from '../webhooks/webhook-url.js';

function path(argument: string, description: string, fallback?: string): Setting<string> {
  return { kind: { ...PATH, argument }, description, ...(fallback !== undefined && { fallback }) };
}

function choice<const T extends string>(
  choices: readonly T[],
  description: string,
  fallback: string,
): Setting<T> {
  return { kind: choiceOf(choices), description, fallback };
}

function toggle(description: string): Setting<boolean> {
  return { kind: BOOLEAN, description };
}

const NAMED_SCENARIO: Kind<string> = { ...STRING, argument: 'NAME|FILE' };

/** How lines of output look. */
export const LOGGING_SETTINGS = {
  logLevel: choice(LOG_LEVELS, 'how much is told', 'info'),
  logFormat: choice(['pretty', 'json'], 'lines for people or for programs', 'pretty'),
} as const;

export const SERVE_SETTINGS = {
  host: {
    kind: HOST,
    description: 'address to listen on',
    fallback: '127.0.0.1',
  },
  port: {
    kind: PORT,
    description: 'signaling, HTTP API and page; 0 takes any free port',
    fallback: '9092',
  },
  mediaPort: {
    kind: PORT,
    description: 'media; 0 takes any free port',
    fallback: '8081',
  },
  publicUrl: {
    kind: PUBLIC_URL,
    description:
      'base of advertised URLs, where apps reach the server by another name; a path in it is served too',
  },
  tls: toggle('serve wss beside ws, with a certificate of our own'),
  tlsName: {
    kind: TLS_NAMES,
    description: 'another name for that certificate; repeatable',
  },
  tlsCert: path('FILE', 'serve wss with this certificate (PEM)'),
  tlsKey: path('FILE', 'its key (PEM)'),
  protocol: choice(
    PROTOCOLS,
    "generation of the protocol; 2026 is today's service, string the beta of early 2025",
    '2025',
  ),
  mediaShape: choice(['nested', 'flat'], 'shape of media messages', 'nested'),
  auth: choice(['required', 'off'], 'off accepts apps that do not sign', 'required'),
  credentials: path('FILE', 'client ids and secrets as JSON', 'built in, for development'),
  webhookUrl: { kind: WEBHOOK_URL, description: 'where webhooks go' },
  webhookServerUrls: choice(
    ['string', 'array'],
    'server_urls of webhooks as one text or as a list',
    'string',
  ),
  webhookInsecure: toggle('accept https receivers with a certificate of their own'),
  webhookRetry: {
    kind: RETRY_POLICY,
    description:
      'send again what is not taken within 3s, as the real service does; 1 waits 5, 20 and 60 minutes, 0.01 a hundredth of that',
    fallback: 'everything is sent once',
  },
  start: toggle('start a meeting as soon as the webhook receiver can be reached'),
  scenario: {
    kind: NAMED_SCENARIO,
    description: 'events and failures of meetings; rtms-mock scenarios lists the built-in ones',
    fallback: DEFAULT_SCENARIO.name,
  },
  handshakeFailure: choice(
    HANDSHAKE_FAILURES,
    'what follows a refused handshake',
    'respond-only in 2025, respond-close in 2026',
  ),
  keepMediaOnSignalingLoss: toggle('keep media sockets open, and media flowing, when signaling is lost'),
  media: {
    kind: { ...PATH, argument: 'FILE|FOLDER', isPath: (text: string) => !isSignalName(text) },
    description:
      'recording that meetings play, or a folder with one for each participant; or a test signal: tone, tone:1000, noise, silence',
    fallback: 'a built-in conversation',
  },
  ffmpeg: path('PROGRAM', 'ffmpeg to use', 'ffmpeg-static, else the one on PATH'),
  cacheDir: path('FOLDER', 'where converted recordings and the certificate authority are kept'),
  cacheSize: {
    kind: BYTES,
    description: 'the most that converted recordings may take there, such as 500M',
    fallback: '2G',
  },
  keepAlive: {
    kind: milliseconds(1),
    description: 'time between keep-alives',
    fallback: '5s in 2025, 10s in 2026',
  },
  mediaKeepAlive: choice(['idle', 'always', 'off'], 'when media sockets are pinged', 'idle'),
  duplicatePolicy: choice(
    ['reject', 'replace', 'allow'],
    'what happens to a second connection for the same thing',
    'reject',
  ),
  lateFrames: choice(
    LATE_FRAMES,
    'frames that the server itself sends late: all of them, or only those that are still current',
    'burst',
  ),
  mediaBuffer: {
    kind: BYTES,
    description: 'media that waits for a slow reader before the oldest is dropped, such as 512k',
    fallback: '4M',
  },
  strict: toggle('reject what the current documents forbid'),
  quiet: toggle('send nothing that was not asked for'),
  speed: {
    kind: SPEED,
    description: 'how much faster than real time meetings run',
    fallback: '1',
  },
  seed: { kind: SEED, description: 'makes generated ids repeatable' },
  journal: path('FILE', 'write what happens to this file as JSON lines; overwrites it'),
  ...LOGGING_SETTINGS,
} as const;
