/**
 * The client of each joined stream in this process.
 *
 * If a server instance is lost, the webhook `*.rtms_started`
 * comes again, and programs join with a new client while the old one still tries to reconnect
 * (PROTOCOL.md §14.2). The new client then takes the stream over.
 */

/** The client that has joined a stream. */
interface Holder {
  /** Another client has joined the stream. Has no effect unless the holder's own connection is interrupted. */
  superseded(): void;
}

const holders = new Map<string, Holder>();

/** Makes `holder` the client of the stream and notifies the one before. */
export function holdStream(streamId: string, holder: Holder): void {
  const before = holders.get(streamId);
  holders.set(streamId, holder);
  if (before !== holder) before?.superseded();
}

/** Removes the client of the stream, unless another one has joined since. */
export function releaseStream(streamId: string, holder: Holder): void {
  if (holders.get(streamId) === holder) holders.delete(streamId);
}
