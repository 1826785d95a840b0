import { computed, signal } from '@preact/signals';
import type { MeetingAction, ServerEvent, StreamView } from '../api/bodies.js';
import { act } from '../api/http.js';
import { selectStream, withStream } from './selection.js';
import { isString, stored } from '../ui/stored.js';

/** Every stream of the server, oldest first. */
export const streams = signal<readonly StreamView[]>([]);

/** True once the server has sent its streams. */
export const isLoaded = signal(false);

/** True while meetings of a lost worker or node are missing, because no other one goes on with them yet. */
export const isIncomplete = signal(false);

/** Stream that the page shows; a reopened tab finds it again. */
export const chosenId = stored('stream', '', isString);

/** Stream that the page shows: the chosen one, else the newest that has not ended, else the newest. */
export const selected = computed<StreamView | undefined>(() => selectStream(streams.value, chosenId.value));

/** Takes over an event about streams. */
export function takeStreams(event: ServerEvent): void {
  switch (event.type) {
    case 'meetings':
      streams.value = event.meetings;
      isLoaded.value = true;
      isIncomplete.value = false;
      return;
    case 'meeting':
      streams.value = withStream(streams.value, event.meeting);
      return;
    case 'forgotten':
      streams.value = streams.value.filter(({ streamId }) => streamId !== event.streamId);
      return;
    case 'incomplete':
      isIncomplete.value = event.incomplete;
      return;
    default:
  }
}

/** Performs a control on the shown stream. */
export async function performAction(action: MeetingAction): Promise<void> {
  await actOnStream('actions', { action });
}

/** Calls the API below the shown stream. */
export async function actOnStream<T>(
  path: string,
  body: unknown,
  method: 'POST' | 'DELETE' = 'POST',
): Promise<T> {
  const stream = selected.value;
  if (stream === undefined) throw new Error('There is no meeting yet. Press Start Meeting first.');
  return act<T>(`api/meetings/${encodeURIComponent(stream.streamId)}/${path}`, body, method);
}
