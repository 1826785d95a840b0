import { MessageType } from '@rtms-mock/protocol';
import type { Stream } from '../../meetings/stream.js';
import type { MediaKeepAlive } from '../../policies.js';
import type { Channel } from '../../sockets/channel.js';
import { KeepAlive } from '../../sockets/keep-alive.js';

/** Callbacks of the keep-alive of a media socket. */
export interface MediaKeepAliveOwner {
  /** Three requests in a row were not answered. */
  readonly onDead: () => void;
  /** Returns true while no keep-alive is needed. */
  readonly isBusy: () => boolean;
}

/**
 * Starts the keep-alive of a media socket; `undefined` if it has none. Clients of the string generation answer keep-alives
 * on the signaling socket only.
 */
export function startMediaKeepAlive(
  channel: Channel<Stream>,
  stream: Stream,
  policy: MediaKeepAlive,
  { onDead, isBusy }: MediaKeepAliveOwner,
): KeepAlive | undefined {
  const isUsed = policy === 'always' || (policy === 'idle' && channel.dialect.name !== 'string');
  if (!isUsed) return undefined;
  const keepAlive = new KeepAlive(
    channel.clock,
    {
      ping: (timestamp) => channel.send({ msg_type: MessageType.KEEP_ALIVE_REQ, timestamp }),
      onDead,
      isBusy,
    },
    stream.keepAliveRules,
  );
  keepAlive.start();
  return keepAlive;
}
