import { joinLive } from './live-link.js';
import { joinable } from './session.js';

/** Adds a silent participant to the shown meeting, who stays until they leave or this page is closed. */
export async function addGuest(name: string): Promise<void> {
  const streamId = joinable.value;
  if (streamId === undefined) throw new Error('There is no running meeting. Press Start Meeting first.');
  await joinLive(
    streamId,
    { name, audio: { sampleRateHz: 16_000, channels: 1 }, video: false, share: false },
    { received: () => undefined, closed: () => undefined },
  );
}
