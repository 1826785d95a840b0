/** The result of `rtms-mock load`, as plain data: the JSON report. */
import type { Severity } from '../verdicts/verdict.js';
import type { Count, Milliseconds } from '../units.js';

/** Version of {@link LoadReport}. A field that is removed, or means something else, makes a new version. */
export const LOAD_REPORT_VERSION = 1;

/** Durations of one kind. All are 0 if there is none. */
export interface Times {
  /** Number of measured durations. */
  readonly count: Count;
  /** Half of them are not longer. */
  readonly p50Ms: Milliseconds;
  /** 99 % of them are not longer. */
  readonly p99Ms: Milliseconds;
  /** The longest. */
  readonly maxMs: Milliseconds;
}

/** Processor and memory of one or more processes. */
export interface Usage {
  /** Mean use of the processor while all meetings ran, in percent of one core. */
  readonly cpuPercent: number;
  /** Highest use within an interval, in percent of one core. */
  readonly cpuMaxPercent: number;
  /** Most memory that was used, in bytes. */
  readonly residentMaxBytes: Count;
}

/** State of the run in one interval. */
export interface LoadSample {
  /** Time since the first meeting was started, at the end of the interval. */
  readonly atMs: Milliseconds;
  /** Meetings that were started so far. */
  readonly started: Count;
  /** Meetings whose app was ready for media so far. */
  readonly joined: Count;
  /** Meetings that are active or paused now. */
  readonly active: Count;
  /** The higher one of two: answers to keep-alives in the interval, and media that is not read yet (99 %). */
  readonly lagP99Ms: Milliseconds;
  /** Number of durations that `lagP99Ms` is taken from. Of fewer than 100, it is the longest. */
  readonly lagCount: Count;
  /** Lateness of the frames that the mock sent in the interval (99 %). */
  readonly latenessP99Ms: Milliseconds;
  /** Frames of media that were sent so far. */
  readonly frames: Count;
  /** Frames that were dropped so far because the app reads too slowly. */
  readonly dropped: Count;
  /** Interruptions so far. */
  readonly interruptions: Count;
  /** Use of the processor by the mock, in percent of one core. */
  readonly mockCpuPercent: number;
  /** Memory of the mock, in bytes. */
  readonly mockBytes: Count;
  /** Use of the processor by the app, in percent of one core. Absent without `--pid`. */
  readonly appCpuPercent?: number;
  /** Memory of the app, in bytes. Absent without `--pid`. */
  readonly appBytes?: Count;
}

/** Outcome of one threshold. */
export interface ThresholdResult {
  /** Name of the flag, without dashes. */
  readonly name: string;
  /** The limit: milliseconds, a count, or percent. */
  readonly limit: number;
  /** The measured value in the same unit; `null` if there was nothing to measure. */
  readonly actual: number | null;
  /** Unit of both. */
  readonly unit: 'ms' | 'count' | 'percent';
  /** False if the limit is exceeded, or nothing could be measured. */
  readonly passed: boolean;
}

/** Verdicts of one rule. */
export interface RuleCount {
  /** Id of the rule. */
  readonly rule: string;
  /** Highest severity of these verdicts: `error` if there are `errors`. */
  readonly severity: Severity;
  /** Number of verdicts. Those about webhooks count `rtms_stopped` and the others too, `webhooks` only `rtms_started`. */
  readonly count: Count;
  /** Number of those with the severity `error`: a refused `rtms_stopped` is a warning. */
  readonly errors: Count;
  /** True if the rule measures time: not trustworthy if the mock was the limit. */
  readonly timed: boolean;
  /** One sentence: what to change in the app. */
  readonly fix: string;
}

/** Everything that a load test has found. */
export interface LoadReport {
  /** {@link LOAD_REPORT_VERSION}. */
  readonly version: 1;
  /** Start of the run, in UTC. */
  readonly startedAt: string;
  /** Duration of the run, ending included. */
  readonly ms: Milliseconds;
  /** Exit code of the command. */
  readonly exitCode: Count;
  /** A signal ended the run early. Absent if none did. */
  readonly interrupted?: true;
  /** The request. */
  readonly plan: {
    /** Number of meetings. */
    readonly meetings: Count;
    /** Time in which they were started. */
    readonly rampMs: Milliseconds;
    /** Time for which all of them ran, after the ramp. */
    readonly forMs: Milliseconds;
    /** Name of the scenario. */
    readonly scenario: string;
    /** Speakers: those of the media, or one after the other. */
    readonly speakers: 'media' | 'rotate';
  };
  /** Counts of meetings. */
  readonly meetings: {
    /** Meetings that were started. */
    readonly started: Count;
    /** Meetings that the server did not start. */
    readonly failed: Count;
    /** Meetings whose app has completed a signaling handshake. */
    readonly connected: Count;
    /** Meetings whose app was ready for media, which flows since then. Each counts once, also if it went on elsewhere. */
    readonly joined: Count;
    /**
     * Number of times that such a meeting went on in another process of the server, because its own was lost or has handed it
     * over. Those that did not go on are in `lost`.
     */
    readonly continued: Count;
  };
  /** Why the server did not start a meeting: the first reason. Absent if all were started. */
  readonly failure?: string;
  /** Outcomes of `rtms_started`. */
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
  /** Time from `rtms_started` to the accepted signaling handshake. */
  readonly connect: Times;
  /** Time from `rtms_started` until media flows, because the app is ready for it. */
  readonly join: Times;
  /** Time from then to the first audio, video or share: the mock prepares media, and waits until someone speaks. */
  readonly firstFrame: Times;
  /** Time until the app has answered a keep-alive. */
  readonly keepAlive: Times;
  /**
   * Time by which the app's readers of media were behind, measured once per interval and connection: until they answered a
   * WebSocket ping that follows the media, or the playing time of what waited in the mock, if that is longer.
   */
  readonly waiting: Times;
  /** Lag of the app: the higher one of `keepAlive` and `waiting`, each by itself. */
  readonly lag: Omit<Times, 'count'>;
  /** Delay of the mock's own frames. */
  readonly lateness: Times;
  /** Media of all meetings. */
  readonly media: {
    /** Frames that were sent. */
    readonly frames: Count;
    /** Bytes of these frames, before base64. */
    readonly bytes: Count;
    /** Frames that were dropped because the app reads too slowly. */
    readonly dropped: Count;
    /** Frames that the mock left out because it was late, or had not prepared them. */
    readonly skipped: Count;
  };
  /**
   * Meetings whose app had joined and was lost at the end, or that ended with their process. If the server no longer answers,
   * all that ran.
   */
  readonly lost: Count;
  /**
   * Number of times that a running stream was interrupted, each until its app was back, other than by the loss of a process of
   * the server. One loss of all connections counts once.
   */
  readonly interruptions: Count;
  /** Verdicts by rule, errors first. */
  readonly verdicts: readonly RuleCount[];
  /** The server. */
  readonly mock: Usage & {
    /** Number of its processes. */
    readonly processes: Count;
    /** Its processes that ended during the run: their last figures count. */
    readonly ended: Count;
    /** Why the mock itself was the limit, or the measurement is incomplete, one sentence each. Empty if neither is true. */
    readonly limits: readonly string[];
  };
  /** The processes of `--pid`. Absent without it. */
  readonly app?: Usage & {
    /** Ids of the processes. */
    readonly pids: readonly Count[];
    /** Those that ended while the meetings ran. */
    readonly ended: readonly Count[];
  };
  /** Outcomes of all thresholds. Empty if a signal ended the run early: nothing is judged then. */
  readonly thresholds: readonly ThresholdResult[];
  /** The course of the run, at most 600 intervals of equal length. */
  readonly samples: readonly LoadSample[];
}
