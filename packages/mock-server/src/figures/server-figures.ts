/** Performance of a server and of its apps, in plain JSON. */
import type { Count, Milliseconds } from '../units.js';
import type { HistogramView } from './histogram.js';

/** When an app has joined a stream, and how it has answered. `null`: not yet. */
export interface StreamTiming {
  /** Time from the first `rtms_started` to the accepted signaling handshake. */
  readonly connectedAfterMs: Milliseconds | null;
  /** Time from the first `rtms_started` until media flows, because the app is ready for it. */
  readonly joinedAfterMs: Milliseconds | null;
  /** Number of times that the stream was interrupted, each until its app was back: one loss of all connections counts once. */
  readonly interruptions: Count;
  /** Keep-alive requests that were answered. */
  readonly keepAlivesAnswered: Count;
  /** Keep-alive requests without an answer until the next one was sent. */
  readonly keepAlivesUnanswered: Count;
  /** Time until the latest answer to a keep-alive request. */
  readonly keepAliveMs: Milliseconds | null;
  /** The longest of these times. */
  readonly keepAliveMaxMs: Milliseconds | null;
}

/** Figures of everything that has happened since the server started, or was reset. Response of `GET /api/figures`. */
export interface ServerFigures {
  /** Time since the server started, in real time. */
  readonly atMs: Milliseconds;
  /** Counts of streams. */
  readonly streams: {
    /** Streams that were started. */
    readonly started: Count;
    /** Streams whose app has completed a signaling handshake. */
    readonly connected: Count;
    /** Streams whose app was ready for media, which flows since then. */
    readonly joined: Count;
    /** Streams that are `active` or `paused` now. */
    readonly active: Count;
    /** Streams whose app had joined and is lost: now, or when they ended. */
    readonly lost: Count;
    /** Streams that were interrupted, and whose app has not come back so far. They are part of `lost`. */
    readonly interrupted: Count;
    /**
     * Number of times that a running stream was interrupted, each until its app was back, other than by the loss of the process
     * that played it. One loss of all connections counts once.
     */
    readonly interruptions: Count;
    /**
     * Streams whose app had joined at another process, which was lost or has handed them over, and that this one has gone on
     * with. They count as `started`, `connected` and `joined` where they began.
     */
    readonly continued: Count;
    /** Streams whose app had joined, and that another process goes on with while this one runs on. */
    readonly handedOver: Count;
  };
  /** Outcomes of the requests that posted `rtms_started`. */
  readonly webhooks: {
    /** Answered with 200 or 204. */
    readonly delivered: Count;
    /** Answered with another status. */
    readonly refused: Count;
    /** Not answered. */
    readonly failed: Count;
    /**
     * Those that were refused or failed, by cause: the HTTP status, such as `500`, or a word, such as `timeout` or
     * `connection-closed`.
     */
    readonly causes: { readonly [cause: string]: Count };
  };
  /** Media of all types. */
  readonly media: {
    /** Frames that were sent. */
    readonly frames: Count;
    /** Bytes of these frames, before base64. */
    readonly bytes: Count;
    /** Frames that were dropped because the app reads too slowly. */
    readonly dropped: Count;
    /** Frames that were left out because their media was not prepared yet, or because the server was late. */
    readonly skipped: Count;
  };
  /** Media that apps have not read yet, now. */
  readonly waiting: {
    /** Media connections that are open. */
    readonly connections: Count;
    /** Bytes that wait in the server, of all media connections. */
    readonly bytes: Count;
    /**
     * Time by which the reader of each connection is behind: the playing time of what waits in the server, or the time until
     * it has answered a ping that follows the media, if that is longer. Pings are sent by requests for figures with `probe`, and
     * for `/metrics`. An answer counts for two minutes.
     */
    readonly ms: HistogramView;
  };
  /** Time from the first `rtms_started` of a stream to its accepted signaling handshake. */
  readonly connect: HistogramView;
  /** Time from the first `rtms_started` of a stream until media flows, because the app is ready for it. */
  readonly join: HistogramView;
  /** Time from then to the first frame of audio, video or share: the server prepares media, and waits until someone speaks. */
  readonly firstFrame: HistogramView;
  /** Time from the first `rtms_started` of a stream to its first frame of audio, video or share. */
  readonly firstMedia: HistogramView;
  /** Delay between the due time of a frame and its write to the socket. */
  readonly lateness: HistogramView;
  /** Time until the answer to a keep-alive request, or until the next request if it is unanswered. */
  readonly keepAlive: HistogramView;
  /** Number of verdicts by rule. */
  readonly verdicts: { readonly [rule: string]: Count };
  /**
   * Number of those with the severity `error`, by rule. A verdict may have another severity than its rule: a refused
   * `rtms_stopped` is a warning.
   */
  readonly errors: { readonly [rule: string]: Count };
  /** The process of the server. */
  readonly process: {
    /** Its id. Absent in the sums of several processes. */
    readonly pid?: Count;
    /** Processor time that it has used. */
    readonly cpuMs: Milliseconds;
    /** Memory that it uses. */
    readonly residentBytes: Count;
    /** Number of processes that the server consists of. */
    readonly processes: Count;
  };
  /**
   * The processes that these figures are the sums of, each by itself: the workers or nodes that have answered. One that has
   * ended takes its part of the sums with it. Absent if the server is a single process.
   */
  readonly nodes?: readonly NodeFigures[];
}

/** Figures of one process of a server that consists of several. */
export interface NodeFigures {
  /** Number of the worker, or id of the node. A worker that is started again keeps its number, not its `pid`. */
  readonly node: string;
  /** Its own figures. */
  readonly figures: ServerFigures;
}
