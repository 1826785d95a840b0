import {
  createDialect,
  MediaDataOption,
  MessageType,
  stringToMessageBytes,
  type Cancel,
  type MediaDataChat,
  type MediaDataTranscript,
  type MediaParams,
} from '@rtms-mock/protocol';
import type { Meeting } from '../../meetings/meeting.js';
import type { StreamContext } from '../../meetings/stream-context.js';
import type { MediaKind } from '../media-kind.js';
import type { MediaSink, OutgoingFrame } from './lanes/media-sink.js';
import { prepareMediaPath } from './media-path.js';

/** Generation and shape of the messages of a watched source. */
const DIALECT = '2026';
const SHAPE = 'nested';

/** The media of a watched source. */
export interface SourceWatchOptions {
  readonly params: MediaParams;
  /** User id of the participant whose camera is shown. `undefined`: that of the active speaker. */
  readonly participant: number | undefined;
}

/**
 * Plays a meeting for someone who watches: the same lanes as for an app, without a connection. Nothing is counted or
 * recorded. Returns a function that ends it.
 */
export function watchSource(
  meeting: Meeting,
  { params, participant }: SourceWatchOptions,
  { clock, pacer, writers, settings, logger }: StreamContext,
  onFrame: (frame: OutgoingFrame) => void,
): Cancel {
  const ending = new AbortController();
  const sink: MediaSink = { flow: 'flowing', isCongested: false, sendFrame: onFrame, countSkipped: () => {} };
  const onUnavailable = (kind: MediaKind, error: unknown): void => {
    const reason = error instanceof Error ? error.message : String(error);
    logger.log('debug', `no ${kind} for a watcher: ${reason}`);
  };
  const video = params.video && {
    ...params.video,
    data_opt:
      participant === undefined
        ? MediaDataOption.VIDEO_SINGLE_ACTIVE_STREAM
        : MediaDataOption.VIDEO_SINGLE_INDIVIDUAL_STREAM,
  };
  const path = prepareMediaPath({
    meeting,
    params: { ...params, ...(video && { video }) },
    dialect: DIALECT,
    mediaShape: SHAPE,
    writers,
    sink,
    subscribedVideo: () => participant,
    onUnavailable,
    onLate: () => {},
    signal: ending.signal,
  });
  const cancels: Cancel[] = [followText(meeting, params, onFrame)];
  cancels.push(
    meeting.timeline.whenStarted(() => {
      const { lateFrames } = settings;
      const playing = path.start(pacer, {
        clock,
        audioFromMs: (nowMs) => nowMs,
        lateFrames,
      });
      cancels.push(() => playing.stop());
    }),
  );
  return () => {
    ending.abort();
    for (const cancel of cancels) cancel();
  };
}

/** Captions and chat of guests do not come from the source. */
function followText(
  meeting: Meeting,
  { transcript, chat }: MediaParams,
  onFrame: (frame: OutgoingFrame) => void,
): Cancel {
  const dialect = createDialect(DIALECT, { mediaShape: SHAPE });
  const text = (message: MediaDataChat | MediaDataTranscript): void => {
    const isChat = message.msg_type === MessageType.MEDIA_DATA_CHAT;
    if ((isChat ? chat : transcript) === undefined) return;
    onFrame({
      kind: isChat ? 'chat' : 'transcript',
      message: stringToMessageBytes(dialect.encode(message)),
      byteLength: Buffer.byteLength(message.content.data),
      latenessMs: 0,
      isKeyframe: true,
    });
  };
  return meeting.follow({ text });
}
