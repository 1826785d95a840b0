import type { MediaDataChat, MediaDataTranscript, MeetingEvent, StopReason } from '@rtms-mock/protocol';
import { noteMeetingEnd } from './end-notice.js';
import type { MediaSockets } from './media-sockets.js';
import type { MeetingFollower } from './meeting.js';
import type { Notices } from './notices.js';
import type { StreamContext } from './stream-context.js';
import type { StreamStateName } from './stream-view.js';
import type { StreamWebhooks } from './stream-webhooks.js';

/** The parts of a stream that a {@link StreamInMeeting} uses. */
interface FollowingStream {
  readonly streamId: string;
  readonly state: StreamStateName;
  readonly webhooks: StreamWebhooks;
  terminate(reason: StopReason): Promise<void>;
}

/** Passes what happens in a meeting on to one of its streams. */
export class StreamInMeeting implements MeetingFollower {
  readonly #stream: FollowingStream;
  readonly #context: Pick<StreamContext, 'clock' | 'journal'>;
  readonly #notices: Notices;
  readonly #media: MediaSockets;

  constructor(
    stream: FollowingStream,
    context: Pick<StreamContext, 'clock' | 'journal'>,
    notices: Notices,
    media: MediaSockets,
  ) {
    this.#stream = stream;
    this.#context = context;
    this.#notices = notices;
    this.#media = media;
  }

  event(event: MeetingEvent): void {
    this.#notices.event(event);
  }

  text(message: MediaDataChat | MediaDataTranscript): void {
    this.#media.sendText(message);
  }

  end(reason: StopReason): Promise<void> {
    if (this.#stream.state === 'terminated') noteMeetingEnd(this.#context.journal, this.#stream.streamId);
    return this.#stream.terminate(reason);
  }

  async ended(): Promise<void> {
    await this.#stream.webhooks.announceMeeting('ended', this.#context.clock.unixMs());
  }
}
