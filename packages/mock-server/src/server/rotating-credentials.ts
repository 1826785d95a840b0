import { secretTokenOf, type App, type Credentials, type StreamIds } from '../credentials.js';

/** New secrets of an app. At least one of them is given. */
export interface SecretRotation {
  /** Replaces the client secret, and ends its expiry. */
  readonly clientSecret?: string | undefined;
  /** Replaces the key that signs the app's webhooks. */
  readonly secretToken?: string | undefined;
}

interface Change extends SecretRotation {
  readonly isSecretExpired?: boolean;
  /** The app as it was configured when its secrets changed. */
  readonly origin: App;
  /** Key of the app's webhooks at that time. */
  readonly originToken: string;
}

/**
 * Credentials whose secrets can be rotated and expire while the server runs. The credentials of the program or of the file
 * are read each time, since they may be replaced: a secret that was replaced there takes precedence over an earlier change.
 */
export class RotatingCredentials implements Credentials {
  readonly #configured: Credentials;
  readonly #changes = new Map<string, Change>();

  constructor(configured: Credentials) {
    this.#configured = configured;
  }

  get apps(): readonly [App, ...App[]] {
    if (this.#changes.size === 0) return this.#configured.apps;
    const [first, ...others] = this.#configured.apps;
    return [this.#changed(first), ...others.map((app) => this.#changed(app))];
  }

  get streams(): readonly StreamIds[] {
    return this.#configured.streams;
  }

  get secretToken(): string {
    return this.#configured.secretToken;
  }

  /** Replaces secrets of an app from now on, for its running streams too. Does nothing for an unknown app. */
  rotate(clientId: string, { clientSecret, secretToken }: SecretRotation): void {
    this.#change(clientId, {
      ...(clientSecret !== undefined && { clientSecret, isSecretExpired: false }),
      ...(secretToken !== undefined && { secretToken }),
    });
  }

  /** Ends the validity of an app's client secret. Does nothing for an unknown app. */
  expire(clientId: string): void {
    this.#change(clientId, { isSecretExpired: true });
  }

  /** Makes the configured secrets valid again. */
  restore(): void {
    this.#changes.clear();
  }

  #change(clientId: string, change: Omit<Change, 'origin' | 'originToken'>): void {
    const origin = this.#configured.apps.find((app) => app.clientId === clientId);
    if (!origin) return;
    const originToken = secretTokenOf(this.#configured, clientId);
    this.#changes.set(clientId, { ...this.#changes.get(clientId), ...change, origin, originToken });
  }

  #changed(app: App): App {
    const change = this.#changes.get(app.clientId);
    if (!change) return app;
    const { clientSecret, secretToken, isSecretExpired, origin, originToken } = change;
    const keepsSecret = app.clientSecret === origin.clientSecret;
    const keepsToken = secretTokenOf(this.#configured, app.clientId) === originToken;
    return {
      ...app,
      ...(keepsSecret && clientSecret !== undefined && { clientSecret }),
      ...(keepsSecret && isSecretExpired !== undefined && { isSecretExpired }),
      ...(keepsToken && secretToken !== undefined && { secretToken }),
    };
  }
}
