import {
  ContactCenterEventType,
  EventType,
  MessageType,
  type Clock,
  type ContactCenterEvent,
  type NumericGeneration,
  type MeetingEvent,
  type Message,
  type SessionState,
  type StopReason,
  type StreamState,
} from '@rtms-mock/protocol';
import type { App } from '../credentials.js';
import type { ServerSettings } from '../settings/settings.js';
import { AUTOMATIC_EVENTS } from './event-subscriptions.js';
import type { SourceEvent } from './source-event.js';
import { partyEvents } from './contact-center-parties.js';
import { stateMessages } from './state-messages.js';
import type { Meeting } from './meeting.js';
import type { SignalingSocket } from './stream-sockets.js';
import type { StreamTape } from './stream-tape.js';

type Recipients = readonly SignalingSocket[];

/** Properties of the stream whose app is notified. */
export interface NoticeStream {
  readonly streamId: string;
  readonly sessionId: string;
  readonly generation: NumericGeneration;
  readonly app: Pick<App, 'accountId'>;
  readonly meeting: Pick<Meeting, 'product' | 'presence' | 'cameras' | 'speaker' | 'positionNowMs'>;
  /** A cassette that plays sends its own events and states. @default none */
  readonly tape?: Pick<StreamTape, 'isPlaying' | 'subscribed'> | undefined;
  /** Current signaling connections of the stream. */
  readonly signalingConnections: readonly SignalingSocket[];
}

/** Sends events and state changes to the signaling connections of one stream. */
export class Notices {
  readonly #stream: NoticeStream;
  readonly #clock: Clock;
  readonly #quiet: boolean;

  constructor(
    stream: NoticeStream,
    context: { readonly clock: Clock; readonly settings: Pick<ServerSettings, 'quiet'> },
  ) {
    this.#stream = stream;
    this.#clock = context.clock;
    this.#quiet = context.settings.quiet;
  }

  /** Sends an event to the recipients that have subscribed to it. */
  event(event: MeetingEvent, to: Recipients = this.#stream.signalingConnections): void {
    if (this.#quiet && AUTOMATIC_EVENTS.has(event.event_type)) return;
    if (!this.#isContactCenter) return this.#send(event, to);
    for (const party of this.#partyEvents(event)) this.#send(party, to);
    if (event.event_type < ContactCenterEventType.CONSUMER_ANSWERED) this.#send(event, to);
  }

  /** Events of Contact Center that tell of the same change as an event of meetings. */
  #partyEvents(event: MeetingEvent): ContactCenterEvent[] {
    const { app, meeting } = this.#stream;
    if (!('participants' in event)) return [];
    return partyEvents(event, (userId) => meeting.presence.find(userId), app.accountId);
  }

  /**
   * Sends an event that the media source causes. Skips ACTIVE_SPEAKER_CHANGE on connections where this speaker was
   * announced last.
   */
  sourceEvent(event: SourceEvent): void {
    const { signalingConnections } = this.#stream;
    this.event(
      event,
      signalingConnections.filter(({ subscriptions }) => !subscriptions.isRepetition(event)),
    );
  }

  /** Sends the time at which media begins, once to each connection, without a subscription (PROTOCOL.md §8.3). */
  firstPacket(timestamp: number, to: SignalingSocket): void {
    this.event({ event_type: EventType.FIRST_PACKET_TIMESTAMP, timestamp }, [to]);
  }

  /** Sends an event of a Contact Center engagement. Its numbers have another meaning in meetings (PROTOCOL.md §10.2). */
  contactCenterEvent(event: ContactCenterEvent): void {
    this.#send(event, this.#stream.signalingConnections);
  }

  get #isReplaying(): boolean {
    return this.#stream.tape?.isPlaying === true;
  }

  get #isContactCenter(): boolean {
    return this.#stream.meeting.product === 'contact_center';
  }

  #send(event: MeetingEvent | ContactCenterEvent, to: Recipients): void {
    if (this.#isReplaying) return;
    for (const { channel, subscriptions } of to) {
      if (!subscriptions.includes(event.event_type)) continue;
      subscriptions.recordSent(event);
      channel.send({ msg_type: MessageType.EVENT_UPDATE, event });
    }
  }

  /**
   * Sends the current state for newly subscribed event types: participants, cameras, active speaker. The documents leave
   * this open (PROTOCOL.md §10.1, assumed).
   */
  currentState(to: SignalingSocket, types: readonly number[]): void {
    if (this.#isReplaying) return this.#stream.tape?.subscribed(to, types);
    if (this.#isContactCenter) this.#announceParties(to, types);
    for (const type of types) {
      const event = this.#currentStateEvent(type);
      if (event) this.event(event, [to]);
    }
  }

  /** Announces the parties who are present to a new subscriber (PROTOCOL.md §10.2). */
  #announceParties(to: SignalingSocket, types: readonly number[]): void {
    const present = this.#currentStateEvent(EventType.PARTICIPANT_JOIN);
    if (!present) return;
    const parties = this.#partyEvents(present).filter(({ event_type }) => types.includes(event_type));
    for (const party of parties) this.#send(party, [to]);
  }

  #currentStateEvent(type: number): MeetingEvent | undefined {
    const { cameras, positionNowMs, presence, speaker } = this.#stream.meeting;
    const timestamp = this.#clock.unixMs();
    switch (type) {
      case EventType.PARTICIPANT_JOIN: {
        const participants = presence.current.map(({ userId, name }) => ({
          user_id: userId,
          user_name: name,
        }));
        return participants.length === 0 ? undefined : { event_type: type, timestamp, participants };
      }
      case EventType.PARTICIPANT_VIDEO_ON: {
        const visible = presence.current.filter((participant) => cameras.isVisible(participant));
        const participants = visible.map(({ userId }) => ({ user_id: userId }));
        return participants.length === 0 ? undefined : { event_type: type, timestamp, participants };
      }
      case EventType.ACTIVE_SPEAKER_CHANGE: {
        const current = speaker.at(positionNowMs);
        if (!current) return undefined;
        return { event_type: type, timestamp, user_id: current.userId, user_name: current.name };
      }
      default:
        return undefined;
    }
  }

  /** Sends PARTICIPANT_LEAVE for all participants, as at the end of a meeting. */
  allParticipantsLeft(): void {
    const present = this.#stream.meeting.presence.current;
    if (present.length === 0) return;
    this.event({
      event_type: EventType.PARTICIPANT_LEAVE,
      timestamp: this.#clock.unixMs(),
      participants: present.map(({ userId }) => ({ user_id: userId })),
    });
  }

  /** Sends SESSION_STATE_UPDATE, and STREAM_STATE_UPDATE if the stream changes too. */
  sessionState(session: SessionState, stream?: StreamState, reason?: StopReason): void {
    const { generation, streamId, sessionId } = this.#stream;
    const messages = stateMessages(
      {
        streamId,
        sessionId,
        session,
        ...(stream !== undefined && { stream }),
        ...(reason !== undefined && { reason }),
        timestamp: this.#clock.unixMs(),
      },
      generation,
    );
    this.#sendAll(messages);
  }

  /** Sends STREAM_STATE_UPDATE alone, for a connection that is lost or restored. */
  streamState(state: StreamState, reason?: StopReason): void {
    this.#sendAll([
      {
        msg_type: MessageType.STREAM_STATE_UPDATE,
        rtms_stream_id: this.#stream.streamId,
        state,
        ...(reason !== undefined && { reason }),
        timestamp: this.#clock.unixMs(),
      },
    ]);
  }

  #sendAll(messages: readonly Message[]): void {
    if (this.#quiet || this.#isReplaying) return;
    for (const { channel } of this.#stream.signalingConnections) {
      for (const message of messages) channel.send(message);
    }
  }
}
