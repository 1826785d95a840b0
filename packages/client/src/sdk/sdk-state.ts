/** State that the SDK has once per process: whether it is initialized, and the TLS options of later joins. */
import type { TrustOptions } from '../network/trust.js';

let trust: TrustOptions | undefined;

/**
 * Initializes the SDK with options for later joins; a join may override them. As in the SDK, only the first
 * call has an effect until {@link uninitializeSdk}.
 */
export function initializeSdk(options: TrustOptions): void {
  trust ??= options;
}

/** Discards the options of {@link initializeSdk}. */
export function uninitializeSdk(): void {
  trust = undefined;
}

/** The options of {@link initializeSdk}; empty before it was called. */
export function sdkTrust(): TrustOptions {
  return trust ?? {};
}

/** True after a client has joined, and after `Client.initialize`, until `Client.uninitialize`. */
export function isInitialized(): boolean {
  return trust !== undefined;
}
