/** Media that an app is sent, or that of the source: levels, video, share, transcript and chat of the shown stream. */
import { MessageType } from '@rtms-mock/protocol';
import { computed, effect, signal } from '@preact/signals';
import type { GroundTruth } from '../api/bodies.js';
import { read } from '../api/http.js';
import { keepOpen } from '../api/live-socket.js';
import { selected } from '../state/meetings.js';
import { problem } from '../ui/notice.js';
import type { Line } from '../ui/line.js';
import { bytesOf, levelOf, samplesOf } from './samples.js';
import { listener } from './listen.js';
import { showFrame, clearPictures } from './pictures.js';
import { withEarlier } from './transcript-lines.js';
import { canDecodeH264 } from './video-view.js';

/** Connection to watch: its id, `source`, or an empty string for the first that carries media. */
export const watched = signal('');

/** The watched connection, or `source`, as the server says. */
export const watching = signal<string | undefined>(undefined);

/** Transcript since the page watches the shown stream. */
const received = signal<readonly Line[]>([]);
/** Lines that were said before, as the API has them. */
const earlier = signal<readonly Line[]>([]);
/** Transcript of the shown stream, oldest first. */
export const transcript = computed(() => withEarlier(received.value, earlier.value).slice(-MAX_LINES));
/** Chat of the shown stream since the page watches it, oldest first: the server keeps none. */
export const chat = signal<readonly Line[]>([]);
/** Levels by user id, from 0 to 1. Changed in place and read once per frame. */
export const levels = new Map<number, number>();

const MAX_LINES = 1000;
let lastKey = 0;

interface WatchMessage {
  readonly type?: string;
  readonly connection?: string | null;
  readonly msg_type?: number;
  readonly content?: {
    readonly user_id?: number;
    readonly user_name?: string;
    readonly data?: string;
    readonly timestamp?: number;
    readonly start_time?: number;
  };
}

/** Takes over one message of a watch socket. */
function take(text: string): void {
  const message = JSON.parse(text) as WatchMessage;
  if (message.type === 'watching') {
    watching.value = message.connection ?? 'source';
    return;
  }
  const { content } = message;
  if (content?.data === undefined) return;
  const { user_id: userId = 0, user_name: name = '', data, timestamp = 0, start_time: startTime } = content;
  switch (message.msg_type) {
    case MessageType.MEDIA_DATA_AUDIO:
      return takeAudio(userId, data);
    case MessageType.MEDIA_DATA_VIDEO:
      return showFrame({ of: 'camera', userId, data: bytesOf(data), timestamp });
    case MessageType.MEDIA_DATA_SHARE:
      return showFrame({ of: 'share', userId, data: bytesOf(data), timestamp });
    case MessageType.MEDIA_DATA_TRANSCRIPT:
      received.value = withLine(received.value, { name, timestamp: startTime ?? timestamp, text: data });
      return;
    case MessageType.MEDIA_DATA_CHAT:
      chat.value = withLine(chat.value, { name, timestamp, text: data });
      return;
    default:
  }
}

function takeAudio(userId: number, data: string): void {
  const samples = samplesOf(bytesOf(data));
  levels.set(userId, Math.max(levelOf(samples), levels.get(userId) ?? 0));
  listener.play(userId, samples);
}

function withLine(lines: readonly Line[], line: Omit<Line, 'key'>): readonly Line[] {
  return [...lines, keyed(line)].slice(-MAX_LINES);
}

function keyed(line: Omit<Line, 'key'>): Line {
  lastKey += 1;
  return { ...line, key: lastKey };
}

const shownId = computed(() => selected.value?.streamId);

const watchedStream = computed(() => {
  const stream = selected.value;
  return stream === undefined || stream.state === 'terminated' ? undefined : stream.streamId;
});

/** Watches the shown stream, whichever it is. */
export function followMedia(): void {
  effect(() => {
    const connections = selected.value?.connections ?? [];
    if (watched.value === '' || watched.value === 'source') return;
    // A connection that has closed cannot be watched any more.
    if (!connections.some(({ id }) => id === watched.value)) watched.value = '';
  });
  effect(() => {
    // The lines stay when the meeting has ended.
    const streamId = shownId.value;
    received.value = [];
    earlier.value = [];
    chat.value = [];
    if (streamId !== undefined) void readEarlier(streamId).catch(problem);
  });
  effect(() => {
    const streamId = watchedStream.value;
    return streamId === undefined ? undefined : watchLevels(streamId);
  });
  effect(() => {
    const streamId = watchedStream.value;
    const connection = watched.value;
    watching.value = undefined;
    clearPictures();
    return streamId === undefined ? undefined : watchRest(streamId, connection);
  });
}

/** Adds what has been said before the page watched the stream. */
async function readEarlier(streamId: string): Promise<void> {
  const truth = await read<GroundTruth>(`api/meetings/${encodeURIComponent(streamId)}/truth`);
  if (shownId.value !== streamId) return;
  earlier.value = truth.utterances
    .slice(-MAX_LINES)
    .map(({ speaker: name, startUnixMs: timestamp, text }) => keyed({ name, timestamp, text }));
}

/** Levels are always those of the source: an app may get audio mixed, or in another codec. */
function watchLevels(streamId: string): () => void {
  const path = `api/meetings/${encodeURIComponent(streamId)}/watch?connection=source&types=audio`;
  const link = keepOpen(path, { received: (data) => typeof data === 'string' && ignoreWatching(data) });
  return () => {
    link.close();
    levels.clear();
  };
}

function ignoreWatching(text: string): void {
  if (!text.startsWith('{"type"')) take(text);
}

function watchRest(streamId: string, connection: string): () => void {
  const query = new URLSearchParams({
    types: 'video,share,transcript,chat',
    ...(connection !== '' && { connection }),
    ...(!canDecodeH264() && { video: 'JPG' }),
  });
  const path = `api/meetings/${encodeURIComponent(streamId)}/watch?${query.toString()}`;
  const link = keepOpen(path, { received: (data) => typeof data === 'string' && take(data) });
  return () => link.close();
}
