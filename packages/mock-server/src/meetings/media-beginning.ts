import type { Clock } from '@rtms-mock/protocol';
import { reportRejection } from '../guard.js';
import type { JournalRecorder } from '../journal.js';
import type { Logger } from '../log.js';
import type { PacedLane, Pacer } from '../media/pacer.js';
import { MeetingStart } from './meeting-start.js';
import type { MediaSockets } from './media-sockets.js';
import type { Meeting } from './meeting.js';
import type { Notices } from './notices.js';
import type { SignalingSockets } from './signaling-sockets.js';
import { followSourceEvents } from './source-events.js';
import type { MediaSocket, SignalingSocket } from './stream-sockets.js';

/** The parts of the server that {@link MediaBeginning} uses. */
export interface MediaBeginningContext {
  readonly clock: Clock;
  readonly pacer: Pacer;
  readonly logger: Logger;
  readonly journal: JournalRecorder;
}

/** The parts of a stream that {@link MediaBeginning} uses. */
export interface MediaBeginningParts {
  readonly streamId: string;
  readonly meeting: Meeting;
  readonly media: MediaSockets;
  readonly notices: Notices;
  readonly signaling: SignalingSockets;
  /** Returns true while the app waits for a meeting to begin. */
  readonly isAwaited: () => boolean;
  /** Starts media on some of the media sockets, because the app is ready. */
  readonly open: (sockets: readonly MediaSocket[]) => void;
}

/**
 * Beginning of the media of one stream: its time, the notice of it, and the events of the media from then on. A meeting
 * that waits for its first app begins later than its streams, so all of this then follows when the meeting starts.
 */
export class MediaBeginning {
  readonly #parts: MediaBeginningParts;
  readonly #context: MediaBeginningContext;
  /** `undefined` once the meeting has begun. */
  #meetingStart: MeetingStart | undefined;
  #events: PacedLane | undefined;
  #unixMs: number;

  constructor(context: MediaBeginningContext, parts: MediaBeginningParts) {
    this.#parts = parts;
    this.#context = context;
    const { clock } = context;
    this.#unixMs = clock.unixMs();
    if (!parts.meeting.timeline.hasStarted) this.#awaitMeeting();
  }

  #awaitMeeting(): void {
    const { isAwaited, media, meeting, open } = this.#parts;
    const { clock } = this.#context;
    const start = (acknowledged: readonly MediaSocket[]): void => {
      meeting.timeline.start();
      open(acknowledged);
    };
    this.#meetingStart = new MeetingStart({ clock, media, isAwaited, start });
    meeting.timeline.whenStarted(() => this.#meetingStarted());
  }

  /** Time of the beginning, in Unix milliseconds. */
  get unixMs(): number {
    return this.#unixMs;
  }

  /** Sets the beginning to a clock time in milliseconds, now by default. */
  set(startMs = this.#context.clock.now()): void {
    const { media, meeting } = this.#parts;
    media.audioBacklog.keepFrom(startMs);
    this.#unixMs = meeting.unixMsAt(meeting.positionMs(startMs));
  }

  /** Handles CLIENT_READY_ACK. A meeting that waits for its first app begins when the media is prepared. */
  ready(): void {
    const { media, meeting, open, streamId } = this.#parts;
    if (meeting.timeline.hasStarted || !this.#meetingStart) return open(media.all);
    reportRejection(this.#meetingStart.ready(), this.#context, 'a meeting does not begin', { streamId });
  }

  /** Sends the time of the beginning to a new signaling connection, once it is known. */
  announceTo(connection: SignalingSocket): void {
    const { meeting, notices } = this.#parts;
    if (meeting.timeline.hasStarted) notices.firstPacket(this.#unixMs, connection);
  }

  /** Emits the events of the media from now on. */
  followEvents(): void {
    this.stopEvents();
    const { meeting, notices, streamId } = this.#parts;
    const { clock, logger, pacer } = this.#context;
    if (!meeting.timeline.hasStarted) return;
    this.#events = followSourceEvents(meeting, pacer, clock.now(), {
      emit: (event) => notices.sourceEvent(event),
      onFailure: (error) =>
        logger.log('error', `no more events of stream ${streamId}: ${String(error)}`, { streamId }),
    });
  }

  /** Emits no more events of the media. */
  stopEvents(): void {
    this.#events?.cancel();
    this.#events = undefined;
  }

  #meetingStarted(): void {
    this.#meetingStart = undefined;
    const { meeting, signaling } = this.#parts;
    this.set(meeting.timeline.startMs);
    for (const connection of signaling.all) this.announceTo(connection);
    if (!signaling.isEmpty) this.followEvents();
  }
}
