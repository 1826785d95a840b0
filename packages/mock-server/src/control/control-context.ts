import type { HistogramView } from '../figures/histogram.js';
import type { StreamView } from '../meetings/stream-view.js';
import type { MockMeeting } from '../server/mock-meeting.js';
import type { MockServer } from '../server/server-api.js';
import type { ServerSettings } from '../settings/settings.js';
import type { Severity } from '../verdicts/verdict.js';
import type { Tape } from '../replay/tape.js';
import type { OpenMedia } from '../media/sources/open-media.js';

/** The parts of a running server that the HTTP API and the page use. */
export interface ControlContext {
  /** Read for each request, since URLs are known only when the server listens. */
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
    | 'problems'
    | 'figures'
    | 'timing'
    | 'hasForgotten'
    | 'validateWebhook'
    | 'sendWebhook'
    | 'reset'
    | 'snapshot'
    | 'restore'
    | 'advance'
  >;
  readonly settings: Pick<
    ServerSettings,
    | 'host'
    | 'publicUrl'
    | 'names'
    | 'allowOrigins'
    | 'apiToken'
    | 'protocol'
    | 'mediaShape'
    | 'webhookUrl'
    | 'auth'
    | 'strict'
    | 'time'
    | 'speed'
    | 'unknownMeetings'
    | 'logger'
  >;
  /**
   * Absolute path of the folder with the built files of the page.
   *
   * @default `dist/page` of this package
   */
  readonly pageFolder?: string;
  /**
   * Opens recordings that a request names. Without it, requests cannot name files.
   *
   * @throws Error whose message says what is wrong with the file
   */
  readonly openMedia?: OpenMedia;
  /** Cassettes that meetings can name. @default none */
  readonly cassettes?: readonly Tape[] | undefined;
  /** Cassette of meetings that name none. @default none */
  readonly replay?: Tape | undefined;
  /** Returns the signaling URLs of other processes, which the built-in receiver of the page opens. @default there are none */
  readonly otherUrls?: () => readonly string[];
  /** Returns the number of verdicts with a severity by rule since the start. */
  readonly verdictCounts: (severity: Severity) => ReadonlyMap<string, number>;
  /**
   * Returns true for a meeting that another process has played before, whose journal and verdicts are not here.
   *
   * @default none is
   */
  readonly isContinued?: (meeting: MockMeeting) => boolean;
  /**
   * Returns the sums over the media of streams that are not held any more, by name of the media type.
   *
   * @default there are none
   */
  readonly forgottenMedia?: () => StreamView['media'];
  /**
   * Counts once by how much each reader of media is behind, and pings the readers: the next call counts their answers. Returns
   * all values since the start or the last reset.
   *
   * @default nothing is counted
   */
  readonly countLag?: () => HistogramView;
  /** Returns the reason why signaling or media cannot be used now; `undefined` if they can. */
  readonly trouble?: () => string | undefined;
}
