/** Everything `rtms-mock serve` can be told, with its defaults. */
import { HANDSHAKE_FAILURES } from '../settings.js';
import { LATE_FRAMES } from '../settings.js';
import { DEFAULT_SCENARIO } from '../scenarios/built-in-scenarios.js';
import { LOG_LEVELS } from '../log.js';
import { isSignalName } from '../media/sources/signal-name.js';
import type { Setting } from './setting.js';
import {
  oneOf,
  parseBytes,
  parseDuration,
  parseHost,
  parsePort,
  parsePublicUrl,
  parseScale,
  parseSeed,
  parseSpeed,
  parseSwitch,
  parseText,
  parseTlsNames,
  parseWebhook,
} from '../input/values.js';

function path(argument: string, description: string, fallback?: string): Setting<string> {
  return {
    argument,
    parse: parseText,
    description,
    isPath: () => true,
    ...(fallback !== undefined && { fallback }),
  };
}

function choice<const T extends string>(
  choices: readonly T[],
  description: string,
  fallback: string,
): Setting<T> {
  return { argument: choices.join('|'), parse: oneOf(choices), description, fallback };
}

function toggle(description: string): Setting<boolean> {
  return { parse: parseSwitch, description };
}

/** How lines of output look. */
export const LOGGING_SETTINGS = {
  logLevel: choice(LOG_LEVELS, 'how much is told', 'info'),
  logFormat: choice(['pretty', 'json'], 'lines for people or for programs', 'pretty'),
} as const;

export const SERVE_SETTINGS = {
  host: {
    argument: 'ADDRESS',
    parse: parseHost,
    description: 'address to listen on',
    fallback: '127.0.0.1',
  },
  port: {
    argument: 'PORT',
    parse: parsePort,
    description: 'signaling, HTTP API and page; 0 takes any free port',
    fallback: '9092',
  },
  mediaPort: {
    argument: 'PORT',
    parse: parsePort,
    description: 'media; 0 takes any free port',
    fallback: '8081',
  },
  publicUrl: {
    argument: 'URL',
    parse: parsePublicUrl,
    description:
      'base of advertised URLs, where apps reach the server by another name; a path in it is served too',
  },
  tls: toggle('serve wss beside ws, with a certificate of our own'),
  tlsName: {
    argument: 'HOST',
    parse: parseTlsNames,
    description: 'another name for that certificate; repeatable',
    isList: true,
  },
  tlsCert: path('FILE', 'serve wss with this certificate (PEM)'),
  tlsKey: path('FILE', 'its key (PEM)'),
  protocol: choice(
    ['string', '2025', '2026'],
    "generation of the protocol; 2026 is today's service, string the beta of early 2025",
    '2025',
  ),
  mediaShape: choice(['nested', 'flat'], 'shape of media messages', 'nested'),
  auth: choice(['required', 'off'], 'off accepts apps that do not sign', 'required'),
  credentials: path('FILE', 'client ids and secrets as JSON', 'built in, for development'),
  webhookUrl: { argument: 'URL', parse: parseWebhook, description: 'where webhooks go' },
  webhookServerUrls: choice(
    ['string', 'array'],
    'server_urls of webhooks as one text or as a list',
    'string',
  ),
  webhookInsecure: toggle('accept https receivers with a certificate of their own'),
  webhookRetry: {
    argument: 'SCALE',
    parse: parseScale,
    description:
      'send again what is not taken within 3s, as the real service does; 1 waits 5, 20 and 60 minutes, 0.01 a hundredth of that',
    fallback: 'everything is sent once',
  },
  start: toggle('start a meeting as soon as the webhook receiver can be reached'),
  scenario: {
    argument: 'NAME|FILE',
    parse: parseText,
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
    ...path(
      'FILE|FOLDER',
      'recording that meetings play, or a folder with one for each participant; or a test signal: tone, tone:1000, noise, silence',
      'a built-in conversation',
    ),
    isPath: (text: string) => !isSignalName(text),
  },
  ffmpeg: path('PROGRAM', 'ffmpeg to use', 'ffmpeg-static, else the one on PATH'),
  cacheDir: path('FOLDER', 'where converted recordings and the certificate authority are kept'),
  cacheSize: {
    argument: 'BYTES',
    parse: parseBytes,
    description: 'the most that converted recordings may take there, such as 500M',
    fallback: '2G',
  },
  keepAlive: {
    argument: 'DURATION',
    parse: parseDuration,
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
    argument: 'BYTES',
    parse: parseBytes,
    description: 'media that waits for a slow reader before the oldest is dropped, such as 512k',
    fallback: '4M',
  },
  strict: toggle('reject what the current documents forbid'),
  quiet: toggle('send nothing that was not asked for'),
  speed: {
    argument: 'NUMBER',
    parse: parseSpeed,
    description: 'how much faster than real time meetings run',
    fallback: '1',
  },
  seed: { argument: 'NUMBER', parse: parseSeed, description: 'makes generated ids repeatable' },
  journal: path('FILE', 'write what happens to this file as JSON lines; overwrites it'),
  ...LOGGING_SETTINGS,
} as const;
