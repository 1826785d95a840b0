import type { Clock } from '@rtms-mock/protocol';
import { realTimeout } from '../clock.js';
import type { JournalRecorder } from '../journal.js';
import type { ServerSettings } from '../settings/settings.js';

/** Max time to wait for the receiver of `rtms_stopped` before sockets close, in real milliseconds. */
const MAX_WEBHOOK_WAIT_MS = 1500;

/** Time, and how much of it an app gets. */
export interface EndNoticeContext {
  readonly clock: Clock;
  readonly settings: Pick<ServerSettings, 'endNoticeMs' | 'stoppedWebhookDelayMs'>;
}

/**
 * Sends `rtms_stopped` some time after the last messages, and resolves when the sockets may be closed: the receiver has
 * responded or has exceeded the max wait, and time has passed since the last messages and since the webhook. If sockets
 * close sooner, published apps reconnect, and the vendor's own library discards the reason. If the webhook comes together
 * with the last messages, apps leave before that library has reported the end, and it never does (PROTOCOL.md §6.7).
 *
 * @param signaling signaling sockets of the app; without any, nothing is waited for but the response
 * @param sendStopped sends `rtms_stopped` and resolves when its receiver has responded; `undefined` without a receiver
 */
export async function giveEndNotice(
  { clock, settings }: EndNoticeContext,
  signaling: { readonly isEmpty: boolean },
  sendStopped: (() => Promise<unknown>) | undefined,
): Promise<void> {
  // Virtual time stands still: these times are for the processes of apps, not for the meeting.
  const release = clock.holdStill?.({ what: 'the end of a stream' });
  const notice = delay(signaling.isEmpty ? 0 : settings.endNoticeMs);
  if (sendStopped) await sendWithGaps(clock, signaling, settings.stoppedWebhookDelayMs, sendStopped);
  await notice.over;
  release?.();
}

async function sendWithGaps(
  clock: Clock,
  signaling: { readonly isEmpty: boolean },
  gapMs: number,
  sendStopped: () => Promise<unknown>,
): Promise<void> {
  const gap = async (): Promise<void> => {
    if (!signaling.isEmpty) await pause(clock, gapMs);
  };
  if (!signaling.isEmpty && gapMs > 0) await gap();
  const maxWait = delay(MAX_WEBHOOK_WAIT_MS);
  await Promise.all([Promise.race([sendStopped(), maxWait.over]), gap()]);
  maxWait.cancel();
}

/** Waits in meeting time, but no longer than as much real time: a clock that tests advance may stand still. */
async function pause(clock: Clock, ms: number): Promise<void> {
  if (ms <= 0) return;
  const longest = delay(ms);
  let cancel = (): void => {};
  const passed = new Promise<void>((resolve) => {
    cancel = clock.after(ms, resolve);
  });
  await Promise.race([passed, longest.over]);
  cancel();
  longest.cancel();
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
