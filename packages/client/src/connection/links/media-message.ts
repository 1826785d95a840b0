import type { MediaDataMessage } from '@rtms-mock/protocol';

/** A media message as the client passes it on. */
export type MediaMessage = MediaDataMessage & {
  /**
   * The payload, if it is decoded already; `content.data` is an empty string then.
   * @default `content.data` has it as text or base64
   */
  readonly payload?: Buffer;
};

/** Size of the payload: in bytes if it is decoded, otherwise in characters. */
export function payloadSize({ payload, content }: MediaMessage): number {
  return payload?.length ?? content.data.length;
}
