import {
  EventType,
  MessageType,
  type Cancel,
  type Clock,
  type MediaDataChat,
  type MediaDataTranscript,
  type MeetingEvent,
  type Product,
  type StopReason,
} from '@rtms-mock/protocol';
import type { MediaSource, MeetingContext } from '../media/sources/media-source.js';
import { ActiveSpeaker } from './active-speaker.js';
import { Cameras } from './cameras.js';
import type { MeetingScene } from './meeting-scene.js';
import type { MeetingPhases } from './meeting-phases.js';
import { MeetingTimeline } from './meeting-timeline.js';
import { Guests, type Guest } from './guests.js';
import { createGuestParticipant, UserIds, type InvitedParticipant, type Participant } from './participant.js';
import { Presence } from './presence.js';
import { ScreenShare } from './screen-share.js';
import type { StreamStateName } from './stream-view.js';
import { SmallSet } from '../small-set.js';

/** Properties of a new meeting. */
export interface MeetingInput {
  readonly product: Product;
  /** Id that the product uses: meeting UUID, session id, engagement id or call id. */
  readonly entityId: string;
  readonly meetingId: string;
  /** Session key of a Video SDK session. @default none */
  readonly sessionKey?: string | undefined;
  readonly topic: string;
  /** User id of the host, `host_id` of webhooks about the meeting. @default none */
  readonly hostId?: string;
  readonly source: MediaSource;
  /**
   * All participants, in the order of the source's participants.
   * @default those of the source, all present
   */
  readonly participants?: readonly InvitedParticipant[];
  /**
   * Keeps the meeting at position 0 until its timeline is started. Pushed media cannot wait, so a live source starts at
   * once.
   *
   * @default false
   */
  readonly waits?: boolean;
  /** Position at which the meeting begins, in milliseconds. @default 0 */
  readonly positionMs?: number | undefined;
  /** Phases of all meetings of the server. @default there are no others */
  readonly phases?: MeetingPhases | undefined;
  /** Labels of the nodes that may play the meeting. @default any node */
  readonly labels?: { readonly [key: string]: string } | undefined;
}

/** Fields of media messages that identify their sender. */
export interface MediaSender {
  readonly user_id?: number;
  readonly user_name?: string;
  readonly channel_id?: string;
}

/** Interval at which it is compared who of the guests speaks, in milliseconds. */
const GUEST_POLL_MS = 100;

/** Captions that a meeting keeps at most. */
const MAX_CAPTIONS = 5000;

/** Creates the media of a guest, and what is called when the guest is muted or leaves. */
export type CreateGuest = (context: MeetingContext) => Omit<Guest, 'participant'>;

/** Something that is notified of what happens in a meeting. */
export interface MeetingFollower {
  /** A step has caused an event: join, leave, camera, share, named speaker. */
  event?(event: MeetingEvent): void;
  /** A participant has written or said something: see {@link Meeting.say}. */
  text?(message: MediaDataChat | MediaDataTranscript): void;
  /** The meeting ends. {@link Meeting.end} waits for the promise. */
  end?(reason: StopReason): Promise<void>;
  /** All streams have ended with the meeting. {@link Meeting.end} waits for the promise. */
  ended?(): Promise<void>;
}

/** A stream of the meeting, as far as the meeting needs to know it. */
interface MeetingStream {
  readonly state: StreamStateName;
}

/**
 * A meeting: participants, media, and a timeline that all its streams share. Streams and participants come and go while
 * the meeting goes on; `end` ends it together with all its streams. A participant who is not present neither speaks nor
 * shows anything.
 */
export class Meeting {
  readonly product: Product;
  readonly entityId: string;
  readonly meetingId: string;
  /** Session key of a Video SDK session. */
  readonly sessionKey: string | undefined;
  readonly topic: string;
  /** Labels of the nodes that may play the meeting. */
  readonly labels: { readonly [key: string]: string };
  /** User id of the host; empty if it is not known. */
  readonly hostId: string;
  /** Unix time at which the meeting began, in milliseconds. */
  readonly startedUnixMs: number;
  readonly source: MediaSource;
  /** Every participant of the meeting, present or not. */
  readonly participants: readonly Participant[];
  readonly presence: Presence;
  readonly speaker: ActiveSpeaker;
  readonly cameras: Cameras;
  readonly share: ScreenShare;
  /** Participants who have joined with live media. */
  readonly guests = new Guests();
  /** Position and timestamps of the media. */
  readonly timeline: MeetingTimeline;
  readonly #followers = new SmallSet<MeetingFollower>();
  readonly #userIds = new UserIds();
  readonly #streams = new SmallSet<MeetingStream>();
  readonly #announcements = new SmallSet<string>();
  readonly #captions: MediaDataTranscript[] = [];
  readonly #mediaContext: MeetingContext;
  #end: Promise<void> | undefined;
  #endPositionMs: number | undefined;
  #chatMessages = 0;
  #guestsEver = 0;
  #stopPollingGuests: Cancel = () => {};

  constructor(input: MeetingInput, clock: Clock) {
    this.product = input.product;
    this.entityId = input.entityId;
    this.meetingId = input.meetingId;
    this.sessionKey = input.sessionKey;
    this.topic = input.topic;
    this.labels = input.labels ?? {};
    this.hostId = input.hostId ?? '';
    this.startedUnixMs = clock.unixMs() - Math.round(input.positionMs ?? 0);
    const waits = input.waits === true && input.source.durationMs !== Infinity;
    const timeline = new MeetingTimeline(clock, {
      waits,
      positionMs: input.positionMs,
      phases: input.phases,
    });
    this.timeline = timeline;
    const context = new MediaContext(clock, this);
    this.#mediaContext = context;
    this.source = input.source.forMeeting?.(context) ?? input.source;
    const sourceParticipants = this.source.participants;
    this.presence = new Presence(input.participants ?? sourceParticipants, sourceParticipants.length);
    this.participants = this.presence.participants;
    const scene: MeetingScene = {
      source: this.source,
      timeline: this.timeline,
      presence: this.presence,
      guests: this.guests,
      emit: (event) => this.#emit(event),
    };
    this.speaker = new ActiveSpeaker(scene);
    this.cameras = new Cameras(scene);
    this.share = new ScreenShare(scene);
  }

  /** Clock time at position 0, in milliseconds: see {@link MeetingTimeline.originMs}. */
  get originMs(): number {
    return this.timeline.originMs;
  }

  /** Current position in the meeting, in milliseconds. */
  get positionNowMs(): number {
    return this.timeline.positionNowMs;
  }

  /** Position in the meeting at a clock time, both in milliseconds. */
  positionMs(nowMs: number): number {
    return this.timeline.positionMs(nowMs);
  }

  /** Timestamp on the wire for a position, in whole Unix milliseconds. */
  unixMsAt(positionMs: number): number {
    return this.timeline.unixMsAt(positionMs);
  }

  /** Clock time at which the media of a stream begins that is started at `nowMs`: see {@link MeetingTimeline}. */
  streamStartMs(nowMs: number): number {
    return this.timeline.streamStartMs(nowMs);
  }

  /** Adds a stream that sends the meeting to an app. */
  addStream(stream: MeetingStream): void {
    this.#streams.add(stream);
  }

  /** True while all streams are terminated. False before the first one; a stream that starts again makes it false. */
  get isOver(): boolean {
    return this.#streams.size > 0 && [...this.#streams].every(({ state }) => state === 'terminated');
  }

  /** True once the meeting has ended for good: no stream can be started on it. */
  get hasEnded(): boolean {
    return this.#endPositionMs !== undefined;
  }

  /** Position at which the meeting ended, in milliseconds; the current position while it runs. */
  get endPositionMs(): number {
    return this.#endPositionMs ?? this.positionNowMs;
  }

  /** Ends all streams; a second call returns the same promise. Resolves when all apps are notified and their sockets closed. */
  end(reason: StopReason): Promise<void> {
    this.#endPositionMs ??= this.positionNowMs;
    this.#end ??= this.#notifyEnd(reason);
    return this.#end;
  }

  async #notifyEnd(reason: StopReason): Promise<void> {
    this.#stopPollingGuests();
    this.guests.clear();
    await Promise.all([...this.#followers].map(async (follower) => follower.end?.(reason)));
    await Promise.all([...this.#followers].map(async (follower) => follower.ended?.()));
  }

  /** Notifies a follower of what happens from now on. Returns a function that ends it. */
  follow(follower: MeetingFollower): Cancel {
    this.#followers.add(follower);
    return () => this.#followers.delete(follower);
  }

  /** Notes that a webhook about the meeting was sent. Returns false if it had been sent before. */
  noteAnnouncement(key: string): boolean {
    if (this.#announcements.has(key)) return false;
    this.#announcements.add(key);
    return true;
  }

  #emit(event: MeetingEvent): void {
    for (const follower of this.#followers) follower.event?.(event);
  }

  /**
   * Returns the `channel_id` of a participant, which Contact Center and Phone have (PROTOCOL.md §12.1). Without a
   * participant: that of the first.
   */
  channelOf(participant: Participant | undefined): { readonly channel_id?: string } {
    if (this.product !== 'contact_center' && this.product !== 'phone') return {};
    return { channel_id: String((participant?.sourceIndex ?? 0) + 1) };
  }

  /**
   * Returns the fields of media messages that identify their sender; without a participant: nobody in particular. Contact
   * Center identifies parties by their channel only, and events name them (PROTOCOL.md §12.1).
   */
  senderOf(participant: Participant | undefined): MediaSender {
    if (this.product === 'contact_center') return this.channelOf(participant);
    return {
      user_id: participant?.userId ?? 0,
      ...(participant && { user_name: participant.name }),
      ...this.channelOf(participant),
    };
  }

  /**
   * Lets a participant join. Returns false if the participant is present already. With `newUserId`, the participant gets
   * another user id than before, as the service gives to people who rejoin.
   */
  join(participant: Participant, { newUserId = false }: { readonly newUserId?: boolean } = {}): boolean {
    if (this.presence.isPresent(participant)) return false;
    if (newUserId) this.#userIds.renew(participant);
    this.speaker.emitIfChangedBy(() => {
      this.presence.add(participant, this.positionNowMs);
      const { userId: user_id, name: user_name } = participant;
      this.#emit({
        event_type: EventType.PARTICIPANT_JOIN,
        timestamp: this.timeline.clock.unixMs(),
        participants: [{ user_id, user_name }],
      });
      this.cameras.emitAfterJoin(participant);
      this.share.emitAfterJoin(participant);
    });
    return true;
  }

  /** Lets a participant leave. Returns false if the participant is not present. */
  leave(participant: Participant): boolean {
    if (!this.presence.isPresent(participant)) return false;
    const isGuest = this.guests.of(participant) !== undefined;
    this.speaker.emitIfChangedBy(() => {
      if (isGuest) this.share.release(participant);
      this.share.stopBeforeLeaving(participant);
      if (isGuest) this.presence.removeGuest(participant, this.positionNowMs);
      else this.presence.remove(participant, this.positionNowMs);
      this.#emit({
        event_type: EventType.PARTICIPANT_LEAVE,
        timestamp: this.timeline.clock.unixMs(),
        participants: [{ user_id: participant.userId }],
      });
    });
    if (isGuest) this.#forgetGuest(participant);
    return true;
  }

  /** Lets a participant join who brings live media. Leaving is {@link leave}. */
  addGuest(name: string, create: CreateGuest): Guest {
    // Live media cannot wait.
    this.timeline.start();
    const first = Math.max(this.participants.length, this.source.participants.length);
    const participant = createGuestParticipant(name, first + this.#guestsEver);
    const guest = { ...create(this.#mediaContext), participant };
    this.#guestsEver += 1;
    if (this.guests.isEmpty) this.#pollGuests();
    this.cameras.beginOff(participant);
    this.speaker.emitIfChangedBy(() => {
      this.presence.addGuest(participant, this.positionNowMs);
      this.guests.add(guest);
      const { userId: user_id, name: user_name } = participant;
      this.#emit({
        event_type: EventType.PARTICIPANT_JOIN,
        timestamp: this.timeline.clock.unixMs(),
        participants: [{ user_id, user_name }],
      });
    });
    return guest;
  }

  #pollGuests(): void {
    this.#stopPollingGuests = this.timeline.clock.after(GUEST_POLL_MS, () => {
      this.speaker.pollGuests();
      this.#pollGuests();
    });
  }

  #forgetGuest(participant: Participant): void {
    this.guests.remove(participant);
    this.cameras.forget(participant);
    if (this.guests.isEmpty) this.#stopPollingGuests();
  }

  /** Captions of participants with live media, in the order in which they were sent; the latest thousands. */
  get captions(): readonly MediaDataTranscript[] {
    return this.#captions;
  }

  /** Sends a caption or a chat message to every app that receives them. */
  say(message: MediaDataChat | MediaDataTranscript): void {
    if (message.msg_type === MessageType.MEDIA_DATA_TRANSCRIPT) {
      this.#captions.push(message);
      if (this.#captions.length > MAX_CAPTIONS) this.#captions.shift();
    }
    for (const follower of this.#followers) follower.text?.(message);
  }

  /** Gives a participant the user id of a saved meeting. */
  restoreUserId(participant: Participant, userId: number): void {
    this.#userIds.restore(participant, userId);
  }

  /** Mutes or unmutes a participant. Returns false if that changes nothing. No event exists for it. */
  mute(participant: Participant, isMuted: boolean): boolean {
    if (!this.presence.mute(participant, isMuted, this.positionNowMs)) return false;
    this.guests.of(participant)?.onMute(isMuted);
    return true;
  }

  /** Returns a new id for a chat message that a step sends. Differs from the ids of the source's messages. */
  nextMessageId(): string {
    this.#chatMessages += 1;
    return `written-${this.#chatMessages}`;
  }
}

/** The meeting as its source sees it. */
class MediaContext implements MeetingContext {
  readonly clock: Clock;
  readonly #meeting: Meeting;

  constructor(clock: Clock, meeting: Meeting) {
    this.clock = clock;
    this.#meeting = meeting;
  }

  get originMs(): number {
    return this.#meeting.timeline.originMs;
  }

  isOver(): boolean {
    return this.#meeting.isOver;
  }
}
