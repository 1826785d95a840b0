import type { DecodeResult } from '@rtms-mock/protocol';

/** Returns the id of the stream that a message names, valid or not; `undefined` if it names none. */
export function streamNamedBy(decoded: DecodeResult): string | undefined {
  if (!decoded.ok) return decoded.problem.ids?.rtms_stream_id;
  return 'rtms_stream_id' in decoded.message ? decoded.message.rtms_stream_id : undefined;
}
