/** Options of `startMockServer`, checked: programs in plain JavaScript have no types to rely on. */
import type { Clock } from '@rtms-mock/protocol';
import { BOOLEAN, BYTES, choice, dataKind, instance, milliseconds, type Kind } from '../input/kinds.js';
import { optional, readObject, type Field } from '../input/object.js';
import { valueOf } from '../input/option-error.js';
import { good, mustBe } from '../input/reading.js';
import type { Logger } from '../log.js';
import type { OpenMedia } from '../media/sources/open-media.js';
import { chooseScenario, SCENARIO_CHOICE } from '../scenarios/choose.js';
import { HANDSHAKE_FAILURES, LATE_FRAMES } from '../policies.js';
import { CREDENTIALS, PROTOCOLS } from '../settings/credentials-kind.js';
import { HOST, PORT, PUBLIC_URL, SEED, SPEED } from '../settings/kinds.js';
import { TLS } from '../sockets/tls/tls-kinds.js';
import { RETRY_POLICY } from '../webhooks/retry.js';
import { WEBHOOK_URL } from '../webhooks/webhook-url.js';
import { MEDIA_SOURCE } from './meeting-input.js';
import type { CheckedOptions, MockServerOptions } from './options.js';

const OPENER_FORM = 'a function, such as createMediaOpener() returns';

const OPEN_MEDIA: Kind<OpenMedia> = dataKind(OPENER_FORM, (value) =>
  typeof value === 'function' ? good(value as OpenMedia) : mustBe(OPENER_FORM, value),
);

const OPTIONS = {
  host: optional(HOST),
  port: optional(PORT),
  mediaPort: optional(PORT),
  publicUrl: optional(PUBLIC_URL),
  tls: optional(TLS),
  protocol: optional(choice(PROTOCOLS)),
  mediaShape: optional(choice(['nested', 'flat'])),
  auth: optional(choice(['required', 'off'])),
  credentials: optional(CREDENTIALS),
  webhookUrl: optional(WEBHOOK_URL),
  scenario: optional(SCENARIO_CHOICE),
  handshakeFailure: optional(choice(HANDSHAKE_FAILURES)),
  keepMediaOnSignalingLoss: optional(BOOLEAN),
  media: optional(MEDIA_SOURCE),
  openMedia: optional(OPEN_MEDIA),
  keepAliveMs: optional(milliseconds(1)),
  mediaKeepAlive: optional(choice(['idle', 'always', 'off'])),
  duplicatePolicy: optional(choice(['reject', 'replace', 'allow'])),
  lateFrames: optional(choice(LATE_FRAMES)),
  mediaBufferBytes: optional(BYTES),
  strict: optional(BOOLEAN),
  endNoticeMs: optional(milliseconds(0)),
  quiet: optional(BOOLEAN),
  speed: optional(SPEED),
  seed: optional(SEED),
  webhookServerUrls: optional(choice(['string', 'array'])),
  webhookInsecure: optional(BOOLEAN),
  webhookRetry: optional(RETRY_POLICY),
  logger: optional(instance<Logger>(['log'], 'an object with a log method')),
  clock: optional(instance<Clock>(['now', 'unixMs', 'after'], 'a clock, such as new ManualClock()')),
} satisfies { readonly [K in keyof MockServerOptions]-?: Field };

/**
 * Reads the options that are present.
 *
 * @throws {OptionError} for the first option that is unknown or cannot have its value
 * @throws {ScenarioError} for a scenario that cannot be used
 */
export function readOptions(options: unknown): CheckedOptions {
  const { scenario, ...others } = valueOf(readObject(OPTIONS, options ?? {}), "startMockServer's options");
  return { ...others, ...(scenario !== undefined && { scenario: chooseScenario(scenario) }) };
}
