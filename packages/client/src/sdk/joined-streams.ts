/**
 * Who holds which stream in this process. When a server instance is lost, `*.rtms_started` comes again, and
 * programs make a new client for it while the old one still tries to get back (PROTOCOL.md §14.2): the new
 * one has it then.
 */
interface Holder {
  /** Another has the stream now. Does nothing unless its own connection is interrupted. */
  superseded(): void;
}

const holders = new Map<string, Holder>();

export function holdStream(streamId: string, holder: Holder): void {
  const before = holders.get(streamId);
  holders.set(streamId, holder);
  if (before !== holder) before?.superseded();
}

export function releaseStream(streamId: string, holder: Holder): void {
  if (holders.get(streamId) === holder) holders.delete(streamId);
}
