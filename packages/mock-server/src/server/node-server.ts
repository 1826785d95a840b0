import type { Cancel, WebhookBody } from '@rtms-mock/protocol';
import type { MeetingRecord } from './meeting-record.js';
import type { MockServer } from './server-api.js';

/** Fate of a meeting of a server that was lost: it goes on, or ends. */
export type Adoption = 'go-on' | 'end';

/** A server whose meetings other servers can go on with. */
export interface NodeServer extends MockServer {
  /**
   * Returns the running meetings as records.
   *
   * @param streamIds only the meetings of these streams. Default: all
   */
  records(streamIds?: ReadonlySet<string>): readonly MeetingRecord[];
  /**
   * Calls `listener` with the id of each new stream, before the stream starts, and of one whose record has changed without an
   * entry in the journal; `key`: that of its meeting, if another node has begun it. Returns a function that unsubscribes.
   */
  onStream(listener: (streamId: string, key?: string) => void): Cancel;
  /**
   * Goes on with a meeting of a server that was lost: its people, position, streams and ids stay, and each app that was
   * connected receives `rtms_interrupted`, then `rtms_started` with the URLs of this server. What is left of its scenario is
   * performed. Streams that have ended are left out.
   * A meeting that plays a cassette is not continued: its apps receive `rtms_stopped`. Resolves when the webhooks are answered.
   *
   * @param how `end`: ends it in place of that, so that its apps receive `rtms_stopped`
   * @throws {OptionError} for a record that cannot be used, such as one with an app that is not in the credentials
   * @throws {MediaUnavailableError} for a recording that cannot be opened
   */
  adopt(record: MeetingRecord, how?: Adoption): Promise<void>;
  /** Sends a webhook of another process to the event sockets of an app that are open here. */
  publish(clientId: string, body: WebhookBody, streamId?: string): void;
  /**
   * Stops a meeting that another server plays from now on. Apps receive no message and no webhook; their sockets break. Does
   * nothing if there is no meeting with this key.
   */
  abandon(key: string): void;
}
