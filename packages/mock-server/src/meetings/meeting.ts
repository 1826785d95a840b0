import {
  EventType,
  type Cancel,
  type Clock,
  type MeetingEvent,
  type Product,
  type StopReason,
} from '@rtms-mock/protocol';
import type { MediaSource, MeetingStage } from '../media/sources/media-source.js';
import { Attendance } from './attendance.js';
import type { StreamStateName } from './stream-view.js';

/** Somebody who takes part in a meeting at some time. */
export interface Participant {
  /** Unsigned 32-bit, as on the wire. */
  readonly userId: number;
  readonly name: string;
  /** Which participant of the media source this person plays. Beyond the source's last: silent, no camera. */
  readonly sourceIndex: number;
}

/** Real user ids start here and go up in this step (as in published logs: PROTOCOL.md §4.2). */
const FIRST_USER_ID = 16_778_240;
const USER_ID_STEP = 1024;

/** User id of somebody by their place among all participants, from 0. */
export function userIdOf(index: number): number {
  return FIRST_USER_ID + index * USER_ID_STEP;
}

/** Audio comes in packets of at least this length, in milliseconds (PROTOCOL.md §11.1). */
const SHORTEST_PACKET_MS = 20;

/** Somebody a new meeting knows. */
export interface InvitedParticipant {
  readonly name: string;
  /** False: joins later. Default true. */
  readonly present?: boolean;
}

/** Somebody who is invited together with what they play. */
export interface InvitedWithMedia extends InvitedParticipant {
  /** Path of a recording. Where one person has one, those without are silent and have no camera. */
  readonly media?: string;
}

/**
 * Meetings begin on a grid of this many milliseconds, so that the packets of many meetings fall due
 * together and share a wake-up of the process instead of each having one.
 */
const ORIGIN_GRID_MS = 5;

/** What a meeting is made of. */
export interface MeetingInput {
  readonly product: Product;
  /** Product's own id: meeting UUID, session id, engagement id, call id. */
  readonly entityId: string;
  readonly meetingId: string;
  readonly topic: string;
  readonly source: MediaSource;
  /** Everybody, in the order of the source's participants. Default: those of the source, all present. */
  readonly participants?: readonly InvitedParticipant[];
}

/**
 * A meeting: people, what they say and show, and a position on its own time line, which all its streams
 * share. Streams come and go; the meeting goes on until it is ended, and then all its streams are over. People come and go too: who is not in neither speaks
 * nor shows.
 */
export class Meeting {
  readonly product: Product;
  readonly entityId: string;
  readonly meetingId: string;
  readonly topic: string;
  readonly source: MediaSource;
  /** Everybody who is ever in the meeting. */
  readonly participants: readonly Participant[];
  /** Clock time at which the meeting's position was 0. */
  readonly originMs: number;
  /** Unix time of the same moment. */
  readonly originUnixMs: number;
  readonly #clock: Clock;
  readonly #present = new Set<Participant>();
  readonly #attendance = new Attendance<Participant>();
  #isComplete = false;
  #lastMoveMs = -Infinity;
  readonly #camerasOff = new Set<Participant>();
  readonly #listeners = new Set<(event: MeetingEvent) => void>();
  readonly #streams = new Set<{ readonly state: StreamStateName }>();
  readonly #endListeners = new Set<(reason: StopReason) => Promise<void>>();
  #end: Promise<void> | undefined;
  /** Named by hand; holds until somebody else begins to speak. */
  #namedSpeaker: { readonly participant: Participant; readonly instead: number } | undefined;
  /** Sharing by hand; from then on the source's own shares are not shown. */
  #share: { readonly sharer: Participant | undefined } | undefined;
  #writtenByHand = 0;

  constructor(input: MeetingInput, clock: Clock) {
    this.product = input.product;
    this.entityId = input.entityId;
    this.meetingId = input.meetingId;
    this.topic = input.topic;
    this.#clock = clock;
    const nowMs = clock.now();
    this.originMs = Math.floor(nowMs / ORIGIN_GRID_MS) * ORIGIN_GRID_MS;
    this.originUnixMs = clock.unixMs() - (nowMs - this.originMs);
    const stage: MeetingStage = { clock, originMs: this.originMs, isOver: () => this.isOver };
    this.source = input.source.forMeeting?.(stage) ?? input.source;
    const invited: readonly InvitedParticipant[] = input.participants ?? this.source.participants;
    this.participants = invited.map(({ name, present }, index) => {
      const participant: Participant = {
        userId: userIdOf(index),
        name,
        sourceIndex: index,
      };
      if (present !== false) this.#present.add(participant);
      return participant;
    });
    this.#countPresent();
  }

  /** Milliseconds since the meeting began, now. */
  get positionNowMs(): number {
    return this.positionMs(this.#clock.now());
  }

  /** Milliseconds since the meeting began. */
  positionMs(nowMs: number): number {
    return nowMs - this.originMs;
  }

  /**
   * Where media of a stream begins that is started now: at the first packet of a meeting that has only just
   * been made, so that the first timestamp is the one of the webhook (PROTOCOL.md §14.4). In clock time.
   */
  startingPointMs(nowMs: number): number {
    return this.positionMs(nowMs) < SHORTEST_PACKET_MS ? this.originMs : nowMs;
  }

  /** Wire timestamp of a position. */
  unixMsAt(positionMs: number): number {
    return Math.round(this.originUnixMs + positionMs);
  }

  /** A stream shows the meeting to an app. */
  addStream(stream: { readonly state: StreamStateName }): void {
    this.#streams.add(stream);
  }

  /** Whether all its streams have ended. Before the first, it is still to come. */
  get isOver(): boolean {
    return this.#streams.size > 0 && [...this.#streams].every(({ state }) => state === 'terminated');
  }

  /** Calls back for everything that people do by hand: join, leave, cameras, sharing, a named speaker. */
  onEvent(listener: (event: MeetingEvent) => void): Cancel {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  // Its end

  /** Once true, it stays so: no stream is started on this meeting any more. */
  get hasEnded(): boolean {
    return this.#end !== undefined;
  }

  /** Ends every stream, once. Resolves when all apps have been told and their sockets are closed. */
  end(reason: StopReason): Promise<void> {
    this.#end ??= this.#tellEnd(reason);
    return this.#end;
  }

  async #tellEnd(reason: StopReason): Promise<void> {
    await Promise.all([...this.#endListeners].map((listener) => listener(reason)));
  }

  /** Calls back when the meeting ends; the end is complete when all that was called back is done. */
  onEnd(listener: (reason: StopReason) => Promise<void>): Cancel {
    this.#endListeners.add(listener);
    return () => this.#endListeners.delete(listener);
  }

  // Who is there

  get present(): readonly Participant[] {
    return this.participants.filter((participant) => this.#present.has(participant));
  }

  isPresent(participant: Participant): boolean {
    return this.#present.has(participant);
  }

  /** Whether everybody whom the source plays is in the meeting. Asked for every packet, so known. */
  get isComplete(): boolean {
    return this.#isComplete;
  }

  /** As {@link isPresent}, at a position that may have passed. */
  wasPresent(participant: Participant, positionMs: number): boolean {
    return this.#attendance.wasIn(participant, positionMs, this.#present.has(participant));
  }

  /** Whether everybody whom the source plays was in at a position. Asked for every packet, so known. */
  wasComplete(positionMs: number): boolean {
    return this.#isComplete && positionMs >= this.#lastMoveMs;
  }

  #countPresent(): void {
    this.#lastMoveMs = this.#attendance.lastMoveMs;
    this.#isComplete =
      this.#present.size === this.participants.length &&
      this.participants.length >= this.source.participants.length;
  }

  /** Whether the person who plays this participant of the source is in the meeting. */
  isPlayed(sourceIndex: number): boolean {
    const participant = this.participants[sourceIndex];
    return participant !== undefined && this.#present.has(participant);
  }

  /**
   * Contact Center and phone name the party's channel (PROTOCOL.md §12.1); without a participant, the first.
   */
  channelOf(participant: Participant | undefined): { readonly channel_id?: string } {
    if (this.product !== 'contact_center' && this.product !== 'phone') return {};
    return { channel_id: String((participant?.sourceIndex ?? 0) + 1) };
  }

  /** By name, in any letter case, or by user id. */
  find(who: string | number): Participant | undefined {
    const name = String(who).toLowerCase();
    return this.participants.find(
      (participant) => participant.userId === who || participant.name.toLowerCase() === name,
    );
  }

  /** False when this person is in already. */
  join(participant: Participant): boolean {
    if (this.#present.has(participant)) return false;
    this.#changingSpeaker(() => {
      this.#present.add(participant);
      this.#attendance.note(participant, true, this.positionNowMs);
      this.#countPresent();
      const { userId: user_id, name: user_name } = participant;
      this.#tell({
        event_type: EventType.PARTICIPANT_JOIN,
        timestamp: this.#clock.unixMs(),
        participants: [{ user_id, user_name }],
      });
      if (this.hasCameraOn(participant)) this.#tellCamera(participant, true);
      if (this.#sharer === participant) this.#tellShare(participant);
    });
    return true;
  }

  /** False when this person is not in. */
  leave(participant: Participant): boolean {
    if (!this.#present.has(participant)) return false;
    this.#changingSpeaker(() => {
      if (this.#sharer === participant) this.#tellShare(undefined);
      if (this.#share?.sharer === participant) this.#share = { sharer: undefined };
      this.#present.delete(participant);
      this.#attendance.note(participant, false, this.positionNowMs);
      this.#countPresent();
      this.#tell({
        event_type: EventType.PARTICIPANT_LEAVE,
        timestamp: this.#clock.unixMs(),
        participants: [{ user_id: participant.userId }],
      });
    });
    return true;
  }

  // Who speaks

  /** Who speaks at a position, or spoke last. `undefined` in an empty meeting. */
  activeSpeakerAt(positionMs: number): Participant | undefined {
    const index = this.source.activeSpeakerAt(positionMs % this.source.durationMs);
    const named = this.#namedSpeaker;
    if (named) {
      if (named.instead === index && this.#present.has(named.participant)) return named.participant;
      this.#namedSpeaker = undefined;
    }
    const speaker = this.participants[index];
    return speaker && this.#present.has(speaker) ? speaker : this.present[0];
  }

  /** Makes somebody the active speaker until the next person begins to speak. */
  nameSpeaker(participant: Participant): void {
    const positionMs = this.positionNowMs % this.source.durationMs;
    this.#namedSpeaker = { participant, instead: this.source.activeSpeakerAt(positionMs) };
    this.#tellSpeaker(participant);
  }

  #changingSpeaker(change: () => void): void {
    const positionMs = this.positionNowMs;
    const before = this.activeSpeakerAt(positionMs);
    change();
    const after = this.activeSpeakerAt(positionMs);
    if (after && after !== before) this.#tellSpeaker(after);
  }

  #tellSpeaker({ userId: user_id, name: user_name }: Participant): void {
    const timestamp = this.#clock.unixMs();
    this.#tell({ event_type: EventType.ACTIVE_SPEAKER_CHANGE, timestamp, user_id, user_name });
  }

  // Who writes

  /** Of the next chat message that is written by hand; those of the source are called otherwise. */
  nextMessageId(): string {
    this.#writtenByHand += 1;
    return `written-${this.#writtenByHand}`;
  }

  // Who shows

  /** Whether somebody's camera can be seen: there, with a camera, and on. */
  hasCameraOn(participant: Participant): boolean {
    return (
      this.#present.has(participant) &&
      !this.#camerasOff.has(participant) &&
      this.source.participants[participant.sourceIndex]?.hasVideo === true
    );
  }

  /** False when nothing changes: the camera is as wanted, or nobody could see it. */
  turnCamera(participant: Participant, on: boolean): boolean {
    const before = this.hasCameraOn(participant);
    if (on) this.#camerasOff.delete(participant);
    else this.#camerasOff.add(participant);
    if (before === this.hasCameraOn(participant)) return false;
    this.#tellCamera(participant, on);
    return true;
  }

  #tellCamera(participant: Participant, on: boolean): void {
    this.#tell({
      event_type: on ? EventType.PARTICIPANT_VIDEO_ON : EventType.PARTICIPANT_VIDEO_OFF,
      timestamp: this.#clock.unixMs(),
      participants: [{ user_id: participant.userId }],
    });
  }

  /** Whether the shares of the source are shown; false once somebody shared or stopped by hand. */
  get sharesBySource(): boolean {
    return this.#share === undefined;
  }

  /** Who shares a screen at a position. */
  sharerAt(positionMs: number): Participant | undefined {
    if (this.#share) return this.#share.sharer;
    const index = this.#sourceSharerAt(positionMs % this.source.durationMs);
    const sharer = index === undefined ? undefined : this.participants[index];
    return sharer && this.#present.has(sharer) ? sharer : undefined;
  }

  #sourceSharerAt(at: number): number | undefined {
    if (this.source.sharerAt) return this.source.sharerAt(at);
    return this.source.shares.find((share) => share.startMs <= at && at < share.endMs)?.sharer;
  }

  get #sharer(): Participant | undefined {
    return this.sharerAt(this.positionNowMs);
  }

  /** Ends the share of somebody else. False when this person shares already. */
  startSharing(participant: Participant): boolean {
    const before = this.#sharer;
    if (before === participant) return false;
    if (before) this.#tellShare(undefined);
    this.#share = { sharer: participant };
    this.#tellShare(participant);
    return true;
  }

  /** False when nobody shares. */
  stopSharing(): boolean {
    if (!this.#sharer) return false;
    this.#share = { sharer: undefined };
    this.#tellShare(undefined);
    return true;
  }

  #tellShare(sharer: Participant | undefined): void {
    const timestamp = this.#clock.unixMs();
    if (!sharer) return this.#tell({ event_type: EventType.SHARING_STOP, timestamp });
    const { userId: user_id, name: user_name } = sharer;
    this.#tell({ event_type: EventType.SHARING_START, timestamp, user_id, user_name });
  }

  #tell(event: MeetingEvent): void {
    for (const listener of this.#listeners) listener(event);
  }
}
