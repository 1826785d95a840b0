/** Composition root: the only file that knows all parts. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Clock } from '@rtms-mock/protocol';
import { systemClock } from './clock.js';
import { createControlApp } from './control/app.js';
import { attachGateway } from './gateway.js';
import { Journal } from './journal.js';
import type { MeetingControl, StartMeetingInput } from './meetings/meeting-control.js';
import { resolveOptions, type MockServerOptions, type ServerSettings } from './options.js';
import type { MockServer } from './server-api.js';
import { ServerCore } from './server-core.js';
import { controlUrl, mediaUrl, signalingUrl, type Reach } from './urls.js';
import { createWebhookSender, type StoppableWebhookSender } from './webhooks/sender.js';

/**
 * Starts a mock server. Resolves when both ports listen; rejects with {@link PortInUseError} when one is
 * taken.
 */
export async function startMockServer(options: MockServerOptions = {}): Promise<MockServer> {
  const settings = resolveOptions(options);
  const clock = options.clock ?? systemClock(settings.speed);
  const http = createServer();
  const mediaHttp = createServer((_request, response) => {
    response.writeHead(426, { 'content-type': 'text/plain', upgrade: 'websocket' });
    response.end('This is the media port of rtms-mock: WebSocket only. The page is on the signaling port.\n');
  });
  const port = await listen(http, settings.host, settings.port);
  let mediaPort: number;
  try {
    mediaPort = await listen(mediaHttp, settings.host, settings.mediaPort);
  } catch (error) {
    http.close();
    throw error;
  }
  const reach: Reach = { host: settings.host, port, mediaPort, publicUrl: settings.publicUrl };
  return new RunningServer(settings, options, clock, reach, { http, mediaHttp });
}

/** The port is taken. The message names it and what to do. */
export class PortInUseError extends Error {
  override readonly name = 'PortInUseError';
  readonly port: number;

  constructor(port: number, options?: ErrorOptions) {
    super(
      `port ${port} is in use: stop what listens there, or choose another port (0 takes any free one)`,
      options,
    );
    this.port = port;
  }
}

function listen(server: Server, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(error.code === 'EADDRINUSE' ? new PortInUseError(port, { cause: error }) : error);
    });
    server.listen(port, host, () => {
      server.removeAllListeners('error');
      resolve((server.address() as AddressInfo).port);
    });
  });
}

class RunningServer implements MockServer {
  readonly port: number;
  readonly mediaPort: number;
  readonly signalingUrl: string;
  readonly mediaUrl: string;
  readonly controlUrl: string;
  readonly clock: Clock;
  readonly journal: Journal;
  readonly credentials: MockServer['credentials'];
  readonly #core: ServerCore;
  readonly #webhooks: StoppableWebhookSender;
  readonly #closeNetwork: () => Promise<void>;
  #closing: Promise<void> | undefined;

  constructor(
    settings: ServerSettings,
    options: MockServerOptions,
    clock: Clock,
    reach: Reach,
    { http, mediaHttp }: { readonly http: Server; readonly mediaHttp: Server },
  ) {
    this.clock = clock;
    this.port = reach.port;
    this.mediaPort = reach.mediaPort;
    this.signalingUrl = signalingUrl(reach);
    this.mediaUrl = mediaUrl(reach);
    this.controlUrl = controlUrl(reach);
    this.credentials = settings.credentials;
    this.journal = new Journal(clock);
    this.#webhooks = createWebhookSender({
      secretToken: () => settings.credentials.secretToken,
      clock,
      journal: this.journal,
      logger: settings.logger,
      insecure: settings.webhookInsecure,
    });
    this.#core = new ServerCore({
      settings,
      media: options.media,
      clock,
      journal: this.journal,
      webhooks: this.#webhooks,
      signalingUrl: this.signalingUrl,
      mediaUrl: this.mediaUrl,
    });
    http.on(
      'request',
      createControlApp({
        server: this,
        settings,
        ...(options.openMedia && { openMedia: options.openMedia }),
      }),
    );
    const { routes } = this.#core;
    const detach = [attachGateway(http, 'signaling', routes), attachGateway(mediaHttp, 'media', routes)];
    this.#closeNetwork = async () => {
      for (const close of detach) close();
      await Promise.all([http, mediaHttp].map(closeHttp));
    };
  }

  startMeeting(input?: StartMeetingInput): Promise<MeetingControl> {
    return this.#core.startMeeting(input);
  }

  meetings(): readonly MeetingControl[] {
    return this.#core.meetings();
  }

  meeting(streamId: string): MeetingControl | undefined {
    return this.#core.meeting(streamId);
  }

  validateWebhook(url: string): ReturnType<MockServer['validateWebhook']> {
    return this.#webhooks.validate(url);
  }

  sendWebhook(...args: Parameters<MockServer['sendWebhook']>): ReturnType<MockServer['sendWebhook']> {
    return this.#webhooks.send(...args);
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #close(): Promise<void> {
    await this.#core.close();
    this.#webhooks.stop();
    await this.#closeNetwork();
  }
}

function closeHttp(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
