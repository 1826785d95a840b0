import type { Clock } from '@rtms-mock/protocol';
import type { App, StreamIds } from '../credentials.js';
import { arrangeSource } from '../media/sources/arranged-source.js';
import { builtInConversation } from '../media/sources/built-in/built-in-conversation.js';
import type { MediaSource } from '../media/sources/media-source.js';
import type { OpenMedia } from '../media/sources/open-media.js';
import { Preparations } from '../media/sources/preparations.js';
import type { IdGenerator } from '../meetings/ids.js';
import { Meeting } from '../meetings/meeting.js';
import { MeetingPhases } from '../meetings/meeting-phases.js';
import { initialParticipants } from '../scenarios/initial-participants.js';
import type { Scenario } from '../scenarios/scenario.js';
import { chooseEntityId } from './entity-id.js';
import type { MeetingRequest } from './meeting-input.js';
import { requestedMedia } from './requested-media.js';

/** Parts that a {@link MeetingFactory} uses. */
export interface MeetingFactoryContext {
  readonly ids: IdGenerator;
  /** Clock of the meetings. */
  readonly clock: Clock;
  /** Opens recordings. @default requests and scenarios cannot name files */
  readonly openMedia: OpenMedia | undefined;
  /** Media of meetings that name none. @default the built-in conversation */
  readonly media: MediaSource | undefined;
  /** True if the media of a meeting begins when an app is ready for it. */
  readonly waits: boolean;
}

/** Properties of a new meeting that are neither in its request nor in its scenario. */
export interface MeetingParts {
  /** App whose user is the host. */
  readonly host: App;
  /** Media of the meeting. @default the built-in conversation */
  readonly media: MediaSource | undefined;
  /** Ids in the credentials. @default new ones */
  readonly known: StreamIds | undefined;
  /** Position at which the media begins, in milliseconds. @default 0 */
  readonly positionMs?: number;
  /** True for a meeting that goes on, and so does not wait for an app that is ready. @default false */
  readonly isRunning?: boolean;
}

/** Exceeds the number of different names in use at a time. */
const MAX_CONVERSATIONS = 100;

/** Creates meetings with their media. */
export class MeetingFactory {
  readonly #context: MeetingFactoryContext;
  readonly #preparations = new Preparations();
  /** In virtual time nothing is late, and a meeting begins when it is started. */
  readonly #phases: MeetingPhases | undefined;
  /** Built-in conversations by the names of their participants: all meetings with the same names share one. */
  readonly #conversations = new Map<string, MediaSource>();
  /** Opens recordings that requests and scenarios name, until the server stops. */
  readonly openMedia: OpenMedia | undefined;

  constructor(context: MeetingFactoryContext) {
    this.#context = context;
    if (!context.clock.holdStill) this.#phases = new MeetingPhases();
    this.openMedia = context.openMedia && this.#preparations.opener(context.openMedia);
  }

  /** Current state of the media of a new meeting; `undefined` for the built-in conversation. */
  async mediaOf(input: MeetingRequest, scenario: Scenario): Promise<MediaSource | undefined> {
    const source = (await requestedMedia(input, scenario, this.openMedia)) ?? this.#context.media;
    return source && this.#preparations.refresh(source);
  }

  /** Creates a meeting: with the properties of the request, else those of the scenario. */
  create(
    input: MeetingRequest,
    scenario: Scenario,
    { host, media, known, positionMs = 0, isRunning = false }: MeetingParts,
  ): Meeting {
    const { ids, clock, waits } = this.#context;
    const product = input.product ?? scenario.product ?? 'meeting';
    const invited = input.participants ?? scenario.participants;
    const played = media ?? this.#conversation(invited ?? []);
    const participants = invited ?? played.participants;
    const source = arrangeSource(
      played,
      participants.map(({ name }) => name),
    );
    return new Meeting(
      {
        product,
        entityId: chooseEntityId(product, input.meetingUuid, known, ids),
        meetingId: input.meetingId ?? ids.digits(),
        sessionKey: input.sessionKey ?? (product === 'session' ? ids.urlSafeId() : undefined),
        topic: input.topic ?? scenario.topic ?? 'rtms-mock meeting',
        hostId: host.userId,
        source,
        participants: initialParticipants(scenario, participants),
        waits: waits && !isRunning,
        positionMs,
        phases: this.#phases,
        labels: input.labels,
      },
      clock,
    );
  }

  /** Returns the built-in conversation of some participants, whose names its frames show. */
  #conversation(participants: readonly { readonly name: string }[]): MediaSource {
    const key = JSON.stringify(participants.map(({ name }) => name));
    let source = this.#conversations.get(key);
    if (!source) {
      source = this.#preparations.wrap(builtInConversation({ participants }));
      if (this.#conversations.size >= MAX_CONVERSATIONS) this.#conversations.clear();
      this.#conversations.set(key, source);
    }
    return source;
  }

  /** Cancels conversions and other preparations of media; resolves when all have ended. */
  async endPreparations(): Promise<void> {
    await this.#preparations.close();
  }
}
