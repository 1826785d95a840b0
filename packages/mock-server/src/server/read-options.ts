/** Options of a server, checked: programs in plain JavaScript have no types to lean on. */
import type { Clock } from '@rtms-mock/protocol';
import { parseBytes, parseHost, parsePort, parsePublicUrl, parseSeed, parseSpeed } from '../input/values.js';
import type { App, Credentials } from '../credentials.js';
import { Fields, invalidField, kindOf, LONGEST_MS } from '../input/fields.js';
import type { Logger } from '../log.js';
import { LATE_FRAMES } from '../settings.js';
import type { OpenMedia } from '../media/sources/open-media.js';
import { mediaSourceField } from './meeting-input.js';
import { PROTOCOLS, scenarioField, webhookUrlField } from './meeting-fields.js';
import type { CheckedOptions } from './options.js';
import { HANDSHAKE_FAILURES } from '../settings.js';
import type { TlsOption } from '../sockets/tls/tls.js';
import type { RetryPolicy } from '../settings.js';

const MOST_RETRIES = 100;
const MOST_ENTRIES = 100_000;

/** How each option is read; every one must be here. */
const READERS: { readonly [K in keyof CheckedOptions]-?: (fields: Fields) => CheckedOptions[K] } = {
  host: (fields) => fields.parsed('host', parseHost),
  port: (fields) => fields.parsed('port', parsePort),
  mediaPort: (fields) => fields.parsed('mediaPort', parsePort),
  publicUrl: (fields) => fields.parsed('publicUrl', parsePublicUrl),
  tls: tlsField,
  protocol: (fields) => fields.choice('protocol', PROTOCOLS),
  mediaShape: (fields) => fields.choice('mediaShape', ['nested', 'flat']),
  auth: (fields) => fields.choice('auth', ['required', 'off']),
  credentials: credentialsField,
  webhookUrl: (fields) => webhookUrlField(fields, 'webhookUrl'),
  scenario: scenarioField,
  handshakeFailure: (fields) => fields.choice('handshakeFailure', HANDSHAKE_FAILURES),
  keepMediaOnSignalingLoss: (fields) => fields.flag('keepMediaOnSignalingLoss'),
  media: mediaSourceField,
  openMedia: openMediaField,
  keepAliveMs: (fields) => fields.milliseconds('keepAliveMs', 1),
  mediaKeepAlive: (fields) => fields.choice('mediaKeepAlive', ['idle', 'always', 'off']),
  duplicatePolicy: (fields) => fields.choice('duplicatePolicy', ['reject', 'replace', 'allow']),
  lateFrames: (fields) => fields.choice('lateFrames', LATE_FRAMES),
  mediaBufferBytes: (fields) => fields.parsed('mediaBufferBytes', parseBytes),
  strict: (fields) => fields.flag('strict'),
  endNoticeMs: (fields) => fields.milliseconds('endNoticeMs', 0),
  quiet: (fields) => fields.flag('quiet'),
  speed: (fields) => fields.parsed('speed', parseSpeed),
  seed: (fields) => fields.parsed('seed', parseSeed),
  webhookServerUrls: (fields) => fields.choice('webhookServerUrls', ['string', 'array']),
  webhookInsecure: (fields) => fields.flag('webhookInsecure'),
  webhookRetry: retryField,
  logger: (fields) => fields.instance<Logger>('logger', ['log'], 'an object with a log method'),
  clock: (fields) =>
    fields.instance<Clock>('clock', ['now', 'unixMs', 'after'], 'a clock, such as new ManualClock()'),
};

/** The options that are there, each as it is used. Throws `OptionError`, and `ScenarioError` for the scenario. */
export function readOptions(options: unknown): CheckedOptions {
  const fields = new Fields(options, '', 'What startMockServer is given');
  fields.refuseUnknown(Object.keys(READERS));
  const read = Object.entries(READERS).map(([name, reader]) => [name, reader(fields)] as const);
  return Object.fromEntries(read.filter(([, value]) => value !== undefined));
}

function tlsField(fields: Fields): TlsOption | undefined {
  const value = fields.value('tls');
  if (value === undefined || typeof value === 'boolean') return value;
  const tls = new Fields(value, 'tls');
  if (tls.value('cert') !== undefined || tls.value('key') !== undefined) {
    tls.refuseUnknown(['cert', 'key', 'caFile']);
    const caFile = tls.text('caFile');
    return { cert: tls.pem('cert'), key: tls.pem('key'), ...(caFile !== undefined && { caFile }) };
  }
  tls.refuseUnknown(['names', 'folder', 'cert', 'key']);
  const names = tls.list('names', MOST_ENTRIES)?.map((name, index) => {
    if (typeof name === 'string') return name;
    throw invalidField(`tls.names[${index}]`, 'must be a text');
  });
  const folder = tls.text('folder');
  return { ...(names && { names }), ...(folder !== undefined && { folder }) };
}

function openMediaField(fields: Fields): OpenMedia | undefined {
  const value = fields.value('openMedia');
  if (value === undefined || typeof value === 'function') return value as OpenMedia | undefined;
  throw invalidField(
    'openMedia',
    `must be a function, such as createMediaOpener() gives, found ${kindOf(value)}`,
  );
}

/** Handed on as they are, since they may be replaced while the server runs. */
function credentialsField(fields: Fields): Credentials | undefined {
  const value = fields.value('credentials');
  if (value === undefined) return undefined;
  const credentials = new Fields(value, 'credentials');
  const apps = credentials.list('apps', MOST_ENTRIES) ?? [];
  if (apps.length === 0) {
    throw invalidField('credentials.apps', 'must be a list with at least one app', 'See DEV_CREDENTIALS.');
  }
  for (const [index, app] of apps.entries()) {
    const one = new Fields(app, `credentials.apps[${index}]`);
    for (const name of ['clientId', 'clientSecret'] as const satisfies readonly (keyof App)[]) {
      one.requiredText(name);
    }
    one.choice('protocol', PROTOCOLS);
  }
  if (credentials.list('streams', MOST_ENTRIES) === undefined) {
    throw invalidField('credentials.streams', 'is missing; it is a list, [] for none');
  }
  credentials.requiredText('secretToken');
  return value as Credentials;
}

function retryField(fields: Fields): RetryPolicy | undefined {
  const value = fields.value('webhookRetry');
  if (value === undefined) return undefined;
  const policy = new Fields(value, 'webhookRetry');
  policy.refuseUnknown(['delaysMs']);
  const delaysMs = policy.list('delaysMs', MOST_RETRIES);
  if (delaysMs === undefined) {
    throw invalidField(
      'webhookRetry.delaysMs',
      'is missing; documentedRetryPolicy() has those of the service',
    );
  }
  return {
    delaysMs: delaysMs.map((delayMs, index) => {
      if (typeof delayMs === 'number' && delayMs >= 0 && delayMs <= LONGEST_MS) return delayMs;
      throw invalidField(`webhookRetry.delaysMs[${index}]`, 'must be a number of milliseconds');
    }),
  };
}
