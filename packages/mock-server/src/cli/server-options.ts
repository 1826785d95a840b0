import type { SERVE_SETTINGS } from '../config/settings.js';
import type { Values } from '../config/setting.js';
import type { Credentials } from '../credentials.js';
import type { Logger } from '../log.js';
import type { MediaSource } from '../media/sources/media-source.js';
import type { MockServerOptions } from '../server/options.js';
import type { TlsOption } from '../sockets/tls/tls.js';
import type { OpenMedia } from '../media/sources/open-media.js';
import type { Scenario } from '../scenarios/scenario.js';

export type ServeValues = Values<typeof SERVE_SETTINGS>;

/** What was opened for the server. */
export interface Opened {
  readonly credentials: Credentials | undefined;
  readonly media: MediaSource | undefined;
  readonly scenario: Scenario | undefined;
  readonly openMedia: OpenMedia;
  readonly tls: TlsOption | undefined;
  readonly logger: Logger;
}

/** What the user set → options of the server. What was not set is left to the server. */
export function serverOptions(values: ServeValues, opened: Opened): MockServerOptions {
  const { credentials, media, scenario, openMedia, tls, logger } = opened;
  return {
    ...given(values, [
      'host',
      'port',
      'mediaPort',
      'publicUrl',
      'protocol',
      'mediaShape',
      'auth',
      'webhookUrl',
      'webhookServerUrls',
      'webhookInsecure',
      'webhookRetry',
      'mediaKeepAlive',
      'duplicatePolicy',
      'lateFrames',
      'handshakeFailure',
      'keepMediaOnSignalingLoss',
      'strict',
      'quiet',
      'speed',
      'seed',
    ]),
    ...(values.keepAlive !== undefined && { keepAliveMs: values.keepAlive }),
    ...(values.mediaBuffer !== undefined && { mediaBufferBytes: values.mediaBuffer }),
    ...(credentials !== undefined && { credentials }),
    ...(media !== undefined && { media }),
    ...(scenario !== undefined && { scenario }),
    ...(tls !== undefined && { tls }),
    openMedia,
    logger,
  };
}

function given<T extends object, K extends keyof T>(values: T, names: readonly K[]): Pick<T, K> {
  return Object.fromEntries(
    names.filter((name) => values[name] !== undefined).map((name) => [name, values[name]]),
  ) as Pick<T, K>;
}
