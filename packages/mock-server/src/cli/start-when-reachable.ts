import { connect } from 'node:net';
import type { Cancel, Clock } from '@rtms-mock/protocol';
import type { Logger } from '../log.js';
import type { MockServer } from '../server/server-api.js';
import { shownUrl } from '../webhooks/webhook-url.js';

/** How often a receiver that is not there yet is looked for, in milliseconds. */
const LOOK_EVERY_MS = 500;
const LOOK_FOR_MS = 2000;

export interface AutomaticStart {
  readonly server: Pick<MockServer, 'startMeeting' | 'validateWebhook'>;
  readonly webhookUrl: string | undefined;
  readonly logger: Logger;
  /** Real time. */
  readonly clock: Clock;
}

/**
 * Starts a meeting; with a webhook receiver, as soon as that listens, because the app is often started
 * after the server. URL validation is tried first and told, and never in the way. The returned function
 * stops waiting.
 */
export function startWhenReachable(start: AutomaticStart): Cancel {
  const { server, webhookUrl, logger, clock } = start;
  let stopped = false;
  let cancelLook: Cancel = () => {};

  async function begin(): Promise<void> {
    if (webhookUrl !== undefined) {
      const verdict = await server.validateWebhook(webhookUrl);
      if (verdict.ok) logger.log('info', `${shownUrl(webhookUrl)} answers URL validation correctly.`);
      else logger.log('warn', `URL validation of ${shownUrl(webhookUrl)} fails: ${verdict.message}`);
    }
    if (!stopped) await server.startMeeting({});
  }

  async function look(url: URL, told: boolean): Promise<void> {
    if (await isListening(url, clock)) return begin();
    if (stopped) return;
    if (!told) logger.log('info', `Waiting for a webhook receiver at ${url.host}; the meeting starts then.`);
    cancelLook = clock.after(LOOK_EVERY_MS, () => run(look(url, true)));
  }

  function run(work: Promise<void>): void {
    work.catch((error: unknown) => {
      logger.log(
        'error',
        `No meeting could be started: ${error instanceof Error ? error.message : String(error)}`,
      );
    });
  }

  run(webhookUrl === undefined ? begin() : look(new URL(webhookUrl), false));
  return () => {
    stopped = true;
    cancelLook();
  };
}

/** Does anything accept connections there? */
function isListening(url: URL, clock: Clock): Promise<boolean> {
  const standard = url.protocol === 'https:' ? 443 : 80;
  return new Promise((resolve) => {
    const socket = connect({
      host: url.hostname.replace(/^\[|\]$/g, ''),
      port: url.port === '' ? standard : Number(url.port),
    });
    const finish = (listening: boolean): void => {
      cancelTimeout();
      socket.destroy();
      resolve(listening);
    };
    const cancelTimeout = clock.after(LOOK_FOR_MS, () => finish(false));
    socket.once('connect', () => finish(true));
    socket.once('error', () => finish(false));
  });
}
