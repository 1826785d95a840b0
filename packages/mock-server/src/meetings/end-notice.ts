import { realTimeout } from '../clock.js';
import type { JournalRecorder } from '../journal.js';

/** Max time to wait for the receiver of `rtms_stopped` before sockets close, in real milliseconds. */
const MAX_WEBHOOK_WAIT_MS = 1500;

/**
 * Resolves when the app has had time to learn why its stream ends: the receiver of `rtms_stopped` has responded or has
 * exceeded the max wait, and `noticeMs` of real time have passed since the last messages. If sockets close sooner,
 * published apps reconnect, and the vendor's own library discards the reason.
 */
export async function awaitEndNotice(webhookAnswered: Promise<unknown>, noticeMs: number): Promise<void> {
  const maxWait = delay(MAX_WEBHOOK_WAIT_MS);
  const notice = delay(noticeMs);
  await Promise.all([Promise.race([webhookAnswered, maxWait.over]), notice.over]);
  maxWait.cancel();
}

function delay(ms: number): { readonly over: Promise<void>; cancel(): void } {
  if (ms <= 0) return { over: Promise.resolve(), cancel: () => {} };
  let cancel = (): void => {};
  const over = new Promise<void>((resolve) => {
    cancel = realTimeout(ms, resolve);
  });
  return { over, cancel };
}

/** Records that the meeting of a stream that had stopped is over. */
export function noteMeetingEnd(journal: JournalRecorder, streamId: string): void {
  const explanation = `The meeting of stream ${streamId}, which had stopped, is over.`;
  journal.record({ kind: 'note', type: 'meeting-ended', streamId, detail: { explanation } });
}
