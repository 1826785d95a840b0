import type { Clock, Dialect, DialectName } from '@rtms-mock/protocol';
import type { StreamFaults } from '../faults/stream-faults.js';
import type { JournalRecorder } from '../journal.js';
import type { Logger } from '../log.js';
import type { ServerSettings } from '../settings/settings.js';

/** Parts of the server that every connection uses. */
export interface ChannelContext<S extends FollowedStream = FollowedStream> {
  readonly clock: Clock;
  readonly journal: JournalRecorder;
  readonly logger: Logger;
  /** Dialects of all generations, with the server's options applied. */
  readonly dialects: { readonly [D in DialectName]: Dialect };
  /** Dialect until the first message arrives, and for sockets that never send one. */
  readonly defaultProtocol: DialectName;
  readonly settings: Pick<ServerSettings, 'handshakeFailure' | 'strict' | 'frames' | 'fragment'>;
  /** Finds a stream by its id, ended streams included. */
  findStream(streamId: string): S | undefined;
}

/** Properties of a stream that a connection uses once it belongs to the stream. */
export interface FollowedStream {
  readonly streamId: string;
  readonly dialect: Dialect;
  readonly faults: StreamFaults;
}
