import type { MockServer } from '../server/server-api.js';
import type { ServerSettings } from '../settings.js';
import type { OpenMedia } from '../media/sources/open-media.js';

/** What HTTP API and page need of a running server. */
export interface ControlContext {
  /** URLs may be known only once the server listens; they are read for each request. */
  readonly server: Pick<
    MockServer,
    | 'signalingUrl'
    | 'mediaUrl'
    | 'controlUrl'
    | 'journal'
    | 'clock'
    | 'credentials'
    | 'startMeeting'
    | 'meetings'
    | 'meeting'
    | 'validateWebhook'
    | 'sendWebhook'
  >;
  readonly settings: Pick<
    ServerSettings,
    'host' | 'publicUrl' | 'names' | 'protocol' | 'webhookUrl' | 'auth' | 'strict' | 'logger'
  >;
  /**
   * Opens recordings that a request names. Throws an error whose message says what is wrong with the file.
   * Absent: requests cannot name files.
   */
  readonly openMedia?: OpenMedia;
  /** Why signaling or media cannot be used at the moment; `undefined` when all is well. */
  readonly trouble?: () => string | undefined;
}
