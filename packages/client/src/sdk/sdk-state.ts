/** What the SDK keeps once for a process: whether it is initialized, and with what trust. */
import type { TrustOptions } from '../network/trust.js';

let trust: TrustOptions | undefined;

/** The first call counts until {@link uninitializeSdk}, as in the SDK; later joins may still say otherwise. */
export function initializeSdk(options: TrustOptions): void {
  trust ??= options;
}

export function uninitializeSdk(): void {
  trust = undefined;
}

/** What `initialize` was given; nothing before. */
export function sdkTrust(): TrustOptions {
  return trust ?? {};
}

/** Whether a client has joined, or `Client.initialize` was called. */
export function isInitialized(): boolean {
  return trust !== undefined;
}
