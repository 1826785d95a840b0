import { realTimeout } from '../clock.js';

/** Nobody waits longer than this for the receiver of `rtms_stopped` before sockets close, in real milliseconds. */
const STOPPED_WEBHOOK_PATIENCE_MS = 1500;

/**
 * Resolves when the app has had its chance to learn why its stream ends: the receiver of `rtms_stopped`
 * has answered, or has taken too long, and the last messages are `noticeMs` old (real time). Published
 * apps reconnect, and the vendor's own library forgets the reason, when sockets close sooner.
 */
export async function awaitEndNotice(webhookAnswered: Promise<unknown>, noticeMs: number): Promise<void> {
  const patience = delay(STOPPED_WEBHOOK_PATIENCE_MS);
  const notice = delay(noticeMs);
  await Promise.all([Promise.race([webhookAnswered, patience.over]), notice.over]);
  patience.cancel();
}

function delay(ms: number): { readonly over: Promise<void>; cancel(): void } {
  if (ms <= 0) return { over: Promise.resolve(), cancel: () => {} };
  let cancel = (): void => {};
  const over = new Promise<void>((resolve) => {
    cancel = realTimeout(ms, resolve);
  });
  return { over, cancel };
}
