/**
 * An app inside the page: joins a stream over the same WebSockets as any other app, with a signature that the server
 * makes for it, and counts what it receives (PROTOCOL.md §9).
 */
import { MediaType, MessageType, webhookEntityIds, type Product } from '@rtms-mock/protocol';
import { effect, signal } from '@preact/signals';
import type { SignedIds } from '../api/bodies.js';
import { call, sentenceOf } from '../api/http.js';
import { streams } from '../state/meetings.js';

/** Counts of one media type. */
export interface Received {
  readonly frames: number;
  /** Characters of base64 or text. */
  readonly characters: number;
}

/** State of the built-in receiver. */
export type ReceiverState =
  | { readonly name: 'off' }
  | { readonly name: 'joining' | 'receiving'; readonly streamId: string }
  | { readonly name: 'ended'; readonly streamId: string; readonly reason: string };

/** State of the built-in receiver. */
export const receiver = signal<ReceiverState>({ name: 'off' });
/** Counts by name of the media type, refreshed a few times per second. */
export const received = signal<ReadonlyMap<string, Received>>(new Map());

const MEDIA_NAMES: ReadonlyMap<number, string> = new Map([
  [MessageType.MEDIA_DATA_AUDIO, 'audio'],
  [MessageType.MEDIA_DATA_VIDEO, 'video'],
  [MessageType.MEDIA_DATA_SHARE, 'share'],
  [MessageType.MEDIA_DATA_TRANSCRIPT, 'transcript'],
  [MessageType.MEDIA_DATA_CHAT, 'chat'],
]);

interface ServerMessage {
  readonly msg_type?: number;
  readonly status_code?: number;
  readonly reason?: string;
  readonly timestamp?: number;
  readonly media_server?: { readonly server_urls?: { readonly all?: string } };
  readonly content?: { readonly data?: string };
}

const counts = new Map<string, { frames: number; characters: number }>();
const SHOW_EVERY_MS = 250;
let sockets: WebSocket[] = [];
let shower: ReturnType<typeof setInterval> | undefined;

/** Joins a stream and receives all of its media. Joins again when the stream is started again. */
export async function receiveHere(streamId: string): Promise<void> {
  stopReceiving();
  counts.clear();
  received.value = new Map();
  receiver.value = { name: 'joining', streamId };
  try {
    const path = `api/meetings/${encodeURIComponent(streamId)}/signature`;
    // No action of a person: "Last action as" keeps what was done before.
    const signed = await call<SignedIds>({ method: 'POST', path, body: {} });
    joinSignaling(signed);
  } catch (error) {
    end(streamId, sentenceOf(error));
    throw error;
  }
  shower = setInterval(show, SHOW_EVERY_MS);
}

/** Leaves the stream. */
export function stopReceiving(): void {
  clearInterval(shower);
  for (const socket of sockets) socket.close(1000, 'left');
  sockets = [];
  receiver.value = { name: 'off' };
}

function show(): void {
  received.value = new Map([...counts].map(([name, count]) => [name, { ...count }]));
}

function end(streamId: string, reason: string): void {
  if (receiver.value.name === 'off' || receiver.value.name === 'ended') return;
  show();
  clearInterval(shower);
  for (const socket of sockets) socket.close(1000);
  sockets = [];
  receiver.value = { name: 'ended', streamId, reason };
}

function open(
  url: string,
  streamId: string,
  receive: (message: ServerMessage, socket: WebSocket) => void,
): WebSocket {
  const socket = new WebSocket(url);
  sockets.push(socket);
  socket.addEventListener('message', ({ data }) => {
    if (typeof data === 'string') receive(JSON.parse(data) as ServerMessage, socket);
  });
  socket.addEventListener('close', ({ code, reason }) => {
    if (!sockets.includes(socket)) return;
    end(streamId, `The server closed the connection with ${code}${reason === '' ? '' : ` (${reason})`}.`);
  });
  return socket;
}

function joinSignaling(signed: SignedIds): void {
  const { streamId, serverUrls } = signed;
  const ids = idsOf(signed);
  const signaling = open(serverUrls, streamId, (message, socket) => {
    switch (message.msg_type) {
      case MessageType.SIGNALING_HAND_SHAKE_RESP: {
        const url = message.media_server?.server_urls?.all;
        if (url === undefined) return end(streamId, refusalOf('signaling', message));
        return joinMedia(url, ids, signaling);
      }
      case MessageType.KEEP_ALIVE_REQ:
        return answerKeepAlive(socket, message);
      default:
    }
  });
  signaling.addEventListener('open', () => {
    send(signaling, { msg_type: MessageType.SIGNALING_HAND_SHAKE_REQ, protocol_version: 1, ...ids });
  });
}

function joinMedia(url: string, ids: { readonly rtms_stream_id: string }, signaling: WebSocket): void {
  const streamId = ids.rtms_stream_id;
  const media = open(url, streamId, (message, socket) => {
    switch (message.msg_type) {
      case MessageType.DATA_HAND_SHAKE_RESP:
        if (message.status_code !== 0) return end(streamId, refusalOf('media', message));
        receiver.value = { name: 'receiving', streamId };
        return send(signaling, { msg_type: MessageType.CLIENT_READY_ACK, rtms_stream_id: streamId });
      case MessageType.KEEP_ALIVE_REQ:
        return answerKeepAlive(socket, message);
      default:
        return count(message);
    }
  });
  media.addEventListener('open', () => {
    send(media, {
      msg_type: MessageType.DATA_HAND_SHAKE_REQ,
      protocol_version: 1,
      ...ids,
      media_type: MediaType.ALL,
      payload_encryption: false,
    });
  });
}

function count({ msg_type: type, content }: ServerMessage): void {
  const name = type === undefined ? undefined : MEDIA_NAMES.get(type);
  if (name === undefined) return;
  const entry = counts.get(name) ?? { frames: 0, characters: 0 };
  entry.frames += 1;
  entry.characters += content?.data?.length ?? 0;
  counts.set(name, entry);
}

function idsOf({ meetingUuid, streamId, signature }: SignedIds) {
  const product = streams.value.find((stream) => stream.streamId === streamId)?.product ?? 'meeting';
  return { ...webhookEntityIds(product as Product, meetingUuid), rtms_stream_id: streamId, signature };
}

function answerKeepAlive(socket: WebSocket, { timestamp }: ServerMessage): void {
  send(socket, { msg_type: MessageType.KEEP_ALIVE_RESP, timestamp });
}

function send(socket: WebSocket, message: object): void {
  if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(message));
}

function refusalOf(socket: string, { status_code: status, reason }: ServerMessage): string {
  return `The server refused the ${socket} handshake with status ${status ?? 'unknown'}${reason ? `: ${reason}` : ''}.`;
}

/** Joins again when the stream that it received is started again. */
effect(() => {
  const now = receiver.value;
  if (now.name !== 'ended') return;
  const stream = streams.value.find(({ streamId }) => streamId === now.streamId);
  if (stream?.state === 'created' && !stream.meetingEnded)
    void receiveHere(now.streamId).catch(() => undefined);
});
