import type { Stream } from './stream.js';
import type { StreamStateName } from './stream-view.js';

/**
 * Goes on with a stream that another server has played until it was lost: sends `rtms_interrupted`, then `rtms_started` with
 * the URLs of a new instance. An app that finds this server before is not told again. Resolves when the webhooks are answered.
 *
 * @param state that of the stream on the other server
 */
export async function takeOver(stream: Stream, state: StreamStateName): Promise<void> {
  // No app had joined, so there is nothing to interrupt.
  if (state !== 'created') {
    await stream.losses.serverLost(state === 'paused' ? 'paused' : 'active');
    if (stream.state !== 'interrupted') return;
  }
  stream.instance.number += 1;
  await stream.begin();
}
