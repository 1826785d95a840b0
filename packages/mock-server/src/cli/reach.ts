import type { Clock } from '@rtms-mock/protocol';
import { tryToReach, type Reached } from './start-when-reachable.js';

/** Real time for the app to accept a connection, in milliseconds. */
const REACHABLE_MS = 5000;

/** Interval of attempts, in milliseconds. */
const ATTEMPT_MS = 250;

/** Waits until the app accepts a connection. Returns why it does not. */
export async function reach(webhookUrl: string, clock: Clock, signal: AbortSignal): Promise<Reached> {
  const endMs = clock.now() + REACHABLE_MS;
  const url = new URL(webhookUrl);
  for (;;) {
    const reached = await tryToReach(url, clock);
    if (reached === 'listening' || signal.aborted || clock.now() >= endMs) return reached;
    await new Promise<void>((done) => void clock.after(ATTEMPT_MS, done));
  }
}

/** Says why an app does not accept connections, in a clause with the remedy. */
export function notReached(reached: Exclude<Reached, 'listening'>, webhookUrl: string): string {
  const { host, hostname } = new URL(webhookUrl);
  return reached === 'no-host'
    ? `the host ${hostname} is not found; correct --webhook-url`
    : `no program accepts connections at ${host}; start your app first, or correct --webhook-url`;
}
