import { MediaType } from '@rtms-mock/protocol';
import type { CassetteClose } from '@rtms-mock/protocol/cassette';
import type { RecordedKind } from '../cassette/recorded-message.js';
import type { StreamChannel } from '../meetings/stream-sockets.js';
import type { TapeStream } from '../meetings/stream-tape.js';
import { kindsOf } from './app-conduct.js';
import type { RecordedSocket } from './recorded-stream.js';

/** Returns the sockets of the app that correspond to a recorded one: signaling, or media that carries one of its types. */
export function channelsOf(
  { socket, kinds }: RecordedSocket,
  stream: Pick<TapeStream, 'signalingConnections' | 'mediaConnections'>,
): readonly StreamChannel[] {
  const connections =
    socket === 'signaling'
      ? stream.signalingConnections
      : stream.mediaConnections.filter(({ mediaTypes }) => carriesOne(mediaTypes, kinds));
  return connections.map(({ channel }) => channel);
}

function carriesOne(types: readonly MediaType[], kinds: readonly RecordedKind[]): boolean {
  return types.some((type) => type === MediaType.ALL || kindsOf(type).some((kind) => kinds.includes(kind)));
}

/** Closes a socket as the recorded one was closed. */
export function closeAsRecorded({ socket }: StreamChannel, { code, reason, direction }: CassetteClose): void {
  if (direction !== null && isSendable(code)) socket.close(code, reason);
  else if (code === 1005) socket.close(1000);
  else socket.terminate();
}

/** True for a code that a close frame may contain (RFC 6455 §7.4). */
function isSendable(code: number): boolean {
  return (code >= 1000 && code <= 1003) || (code >= 1007 && code <= 1014) || (code >= 3000 && code <= 4999);
}
