/** The WebSocket `/api/meetings/:streamId/watch`: a read-only copy of media. */
import type { Socket } from '@rtms-mock/protocol';
import { array, choice, integer, STRING } from '../input/kinds.js';
import { optional, readObject } from '../input/object.js';
import { namedClause } from '../input/reading.js';
import { asSentence } from '../input/sentence.js';
import type { MediaKind } from '../media/media-kind.js';
import type { MockMeeting } from '../server/mock-meeting.js';
import type { SocketRequest } from '../sockets/gateway.js';
import type { WatchServerMessage } from './page-bodies.js';

/** Bytes that wait for a watcher; frames above them are lost to it. */
const MAX_WAITING_BYTES = 2 * 1024 * 1024;

const QUERY = {
  connection: optional(STRING),
  types: optional(array(choice(['audio', 'video', 'share', 'deskshare', 'transcript', 'chat']), 10)),
  participant: optional(integer(0)),
  video: optional(choice(['H264', 'JPG', 'PNG'])),
};

/** Serves a socket until it closes, the named connection closes, or the meeting ends. */
export function serveWatchSocket(
  socket: Socket,
  { streamId, query }: SocketRequest,
  findMeeting: (streamId: string) => MockMeeting | undefined,
): void {
  const refuse = (code: string, message: string): void => {
    send(socket, { type: 'refused', code, message });
    socket.close(1008, 'Refused');
  };
  const meeting = streamId === undefined ? undefined : findMeeting(streamId);
  if (meeting === undefined) return refuse('unknown-stream', `There is no stream ${streamId ?? ''}.`);
  const given = Object.fromEntries([...query].filter(([, value]) => value !== ''));
  const reading = readObject(QUERY, given, { unknown: 'ignore', form: 'strings' });
  if (!reading.ok) {
    const [problem] = reading.problems;
    return refuse('invalid-query', asSentence(`The query parameter ${namedClause(problem, '')}`));
  }
  const { types, ...options } = reading.value;
  const kinds = types?.map((type): MediaKind => (type === 'share' ? 'deskshare' : type));
  const copy = new Copy(socket);
  const cancel = meeting.watch(
    { ...options, ...(kinds && { types: kinds }) },
    {
      watching: ({ connections, mediaTypes, mediaParams }) => {
        copy.begin();
        send(socket, {
          type: 'watching',
          connection: connections[0] ?? null,
          connections,
          mediaTypes,
          mediaParams,
        });
      },
      message: (text, kind, isKeyframe) => copy.message(text, kind, isKeyframe),
      ended: (reason) => socket.close(1000, reason),
    },
  );
  socket.onClose(cancel);
}

function send(socket: Socket, message: WatchServerMessage): void {
  socket.send(JSON.stringify(message));
}

/** Messages to one watcher, without those that it is too slow for. */
class Copy {
  readonly #socket: Socket;
  /** Media types that continue with the next keyframe. */
  readonly #awaitingKeyframe = new Set<MediaKind>();
  #lost = 0;

  constructor(socket: Socket) {
    this.#socket = socket;
  }

  /** Other connections are copied from now on: a decoder can start only at a keyframe. */
  begin(): void {
    this.#awaitingKeyframe.clear();
    this.#awaitingKeyframe.add('video');
    this.#awaitingKeyframe.add('deskshare');
  }

  message(text: string, kind: MediaKind, isKeyframe: boolean): void {
    const isWaiting = this.#awaitingKeyframe.has(kind) && !isKeyframe;
    if (this.#socket.bufferedBytes > MAX_WAITING_BYTES) {
      this.#lost += 1;
      if (kind === 'video' || kind === 'deskshare') this.#awaitingKeyframe.add(kind);
      return;
    }
    if (isWaiting) {
      if (this.#lost > 0) this.#lost += 1;
      return;
    }
    this.#awaitingKeyframe.delete(kind);
    if (this.#lost > 0) send(this.#socket, { type: 'lost', frames: this.#lost });
    this.#lost = 0;
    this.#socket.send(text);
  }
}
