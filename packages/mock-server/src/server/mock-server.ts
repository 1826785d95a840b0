/** Composition root: the only file that imports all parts. Read it first. */
import { createServer, type Server } from 'node:http';
import type { Clock, Socket } from '@rtms-mock/protocol';
import { AppFigures } from '../figures/app-figures.js';
import { MediaFigures } from '../figures/media-figures.js';
import type { ServerFigures, StreamTiming } from '../figures/server-figures.js';
import { boundedLogger, type BoundedLogger } from '../bounded-log.js';
import { systemClock, wallClockSeconds } from '../clock.js';
import { secretTokenOf } from '../credentials.js';
import { createControlApp } from '../control/app.js';
import type { ControlContext } from '../control/control-context.js';
import { createApiSockets } from '../control/api-sockets.js';
import { LogTail } from '../log-tail.js';
import { restRouter } from '../rest/rest-app.js';
import { Tokens } from '../rest/tokens.js';
import { isLoopbackHost } from '../sockets/security.js';
import { unknownPathLog, upgradeRules } from '../sockets/upgrade-rules.js';
import {
  attachGateway,
  type ApiRoutes,
  type GatewayOptions,
  type GatewayRoutes,
  type UpgradeRefusal,
} from '../sockets/gateway.js';
import { JournalRecorder } from '../journal.js';
import type { Logger } from '../log.js';
import type { MockMeeting, StartMeetingOptions } from './mock-meeting.js';
import { resolveOptions, type MockServerOptions, type ResolvedOptions } from './options.js';
import type { MockServer } from './server-api.js';
import { serverFigures } from './figures.js';
import { ServerCore } from './server-core.js';
import { SessionExport } from './session-export.js';
import type { ServerSnapshot } from './snapshot.js';
import { advanceTime, createTime, type ServerTime } from './server-time.js';
import { reportInternalError } from '../guard.js';
import { openPort, type ListeningPort } from '../sockets/listening-port.js';
import { prepareTls } from '../sockets/tls/tls.js';
import { controlUrl, mediaUrl, publicPath, signalingUrl, type Reach } from './urls.js';
import type { Advanced, VirtualClock } from '../time/virtual-clock.js';
import { ofSeverity, type Severity, type Verdict } from '../verdicts/verdict.js';
import { EventSockets } from '../webhooks/event-sockets.js';
import { createWebhookSender, type StoppableWebhookSender } from '../webhooks/sender.js';

export { PortInUseError } from '../sockets/listening-port.js';

/**
 * Starts a mock server. The promise is resolved when both ports accept connections.
 *
 * @throws {OptionError} for an option that is unknown or cannot have its value
 * @throws {ScenarioError} for a scenario that cannot be used
 * @throws {PortInUseError} if a port is in use
 * @throws {TlsError} if the certificate cannot be used or stored
 */
export async function startMockServer(given: MockServerOptions = {}): Promise<MockServer> {
  const resolved = resolveOptions(given);
  const logger = boundedLogger(resolved.logger);
  const settings = { ...resolved, logger };
  const log = new LogTail(systemClock());
  const stopLog = logger.onLine((level, message, fields) => log.add(level, message, fields));
  const { host, publicUrl } = settings;
  warnOfOpenApi(settings);
  const time = createTime(
    settings,
    (jumpMs) => logJump(jumpMs, logger),
    (error) => logger.log('error', `internal error: virtual time: ${String(error)}`),
  );
  const tls = await prepareTls(settings.tls, settings, logger);
  const http = createServer();
  const mediaHttp = createServer((_request, response) => {
    response.writeHead(426, { 'content-type': 'text/plain', upgrade: 'websocket' });
    response.end('This is the media port of rtms-mock: WebSocket only. The page is on the signaling port.\n');
  });
  const signaling = await openPort(http, { host, port: settings.port, tls, logger });
  let media: ListeningPort;
  try {
    media = await openPort(mediaHttp, { host, port: settings.mediaPort, tls, logger });
  } catch (error) {
    await signaling.close();
    throw error;
  }
  const reach: Reach = {
    host,
    port: signaling.port,
    mediaPort: media.port,
    publicUrl,
    secure: tls !== undefined,
  };
  return new RunningServer({
    settings,
    time,
    log,
    stopLog,
    reach,
    caFile: tls?.caFile,
    http,
    mediaHttp,
    signaling,
    media,
  });
}

/** A proxy in front of a server on loopback leads others to its HTTP API. */
function warnOfOpenApi({ publicUrl, apiToken, logger }: ResolvedOptions): void {
  if (publicUrl === undefined || apiToken !== undefined) return;
  if (isLoopbackHost(new URL(publicUrl).hostname)) return;
  logger.log(
    'warn',
    'The public URL leads to an HTTP API without a token. If others can reach it, start with --api-token TOKEN (apiToken in programs).',
  );
}

function logJump(jumpMs: number, logger: Logger): void {
  const direction = jumpMs > 0 ? 'forward' : 'back';
  logger.log(
    'warn',
    `The system's clock has jumped ${direction} by ${Math.round(Math.abs(jumpMs) / 1000)} s. Timestamps follow it; media continues.`,
  );
}

interface Parts {
  readonly settings: ResolvedOptions & { readonly logger: BoundedLogger };
  readonly time: ServerTime;
  /** Lines of the log since the start. */
  readonly log: LogTail;
  readonly stopLog: () => void;
  readonly reach: Reach;
  readonly caFile: string | undefined;
  readonly http: Server;
  readonly mediaHttp: Server;
  readonly signaling: ListeningPort;
  readonly media: ListeningPort;
}

class RunningServer implements MockServer {
  readonly port: number;
  readonly mediaPort: number;
  readonly signalingUrl: string;
  readonly mediaUrl: string;
  readonly controlUrl: string;
  readonly caFile: string | undefined;
  readonly clock: Clock;
  readonly journal: JournalRecorder;
  readonly apiToken: string | undefined;
  readonly #core: ServerCore;
  readonly #figures: { readonly apps: AppFigures; readonly media: MediaFigures };
  readonly #virtual: VirtualClock | undefined;
  readonly #speed: ResolvedOptions['speed'];
  readonly #logger: BoundedLogger;
  readonly #webhooks: StoppableWebhookSender;
  readonly #events: EventSockets;
  readonly #export: SessionExport | undefined;
  readonly #closeNetwork: () => Promise<void>;
  #closing: Promise<void> | undefined;

  constructor(parts: Parts) {
    const { settings, reach } = parts;
    const { clock, shown, virtual } = parts.time;
    this.clock = shown;
    this.#virtual = virtual;
    this.#speed = settings.speed;
    this.#logger = settings.logger;
    this.caFile = parts.caFile;
    this.port = reach.port;
    this.mediaPort = reach.mediaPort;
    this.signalingUrl = signalingUrl(reach);
    this.mediaUrl = mediaUrl(reach);
    this.controlUrl = controlUrl(reach);
    this.apiToken = settings.apiToken;
    this.journal = new JournalRecorder(clock);
    this.#figures = { apps: new AppFigures(clock.speed), media: new MediaFigures(clock.speed) };
    this.journal.subscribe((entry) => this.#figures.apps.add(entry));
    this.#webhooks = createWebhookSender({
      secretToken: (clientId) => secretTokenOf(this.credentials, clientId),
      clock,
      journal: this.journal,
      logger: settings.logger,
      headers: settings.webhookHeaders,
      form: settings.webhookForm,
      insecure: settings.webhookInsecure,
      retry: settings.webhookRetry,
      answered: virtual && ((url) => virtual.arrivals.webhook(url)),
    });
    const tokens = new Tokens(wallClockSeconds);
    this.#events = new EventSockets({
      clientOf: (token) => this.#clientOfToken(tokens, token, settings.auth),
      clock: systemClock(),
      journal: this.journal,
      logger: settings.logger,
    });
    this.#core = new ServerCore({
      settings,
      media: settings.media,
      openMedia: settings.openMedia,
      clock,
      virtual,
      journal: this.journal,
      webhooks: this.#webhooks,
      events: this.#events,
      figures: this.#figures.media,
      signalingUrl: this.signalingUrl,
      mediaUrl: this.mediaUrl,
    });
    this.#export = this.#createExport(settings);
    this.#closeNetwork = this.#serve(parts, tokens);
    if (virtual) this.journal.subscribe(() => virtual.noteEvent());
  }

  #createExport({ exportOnExit: folder, protocol, logger }: ResolvedOptions): SessionExport | undefined {
    if (folder === undefined) return undefined;
    return new SessionExport({
      folder,
      generation: protocol,
      clock: this.clock,
      realClock: systemClock(),
      journal: this.journal,
      logger,
    });
  }

  /** Answers requests and upgrades on both ports. Returns a function that closes them. */
  #serve(parts: Parts, tokens: Tokens): () => Promise<void> {
    const { settings, http, mediaHttp } = parts;
    const control: ControlContext = {
      server: this,
      settings,
      ...(this.#core.openMedia && { openMedia: this.#core.openMedia }),
      cassettes: settings.cassettes,
      replay: settings.replay,
      trouble: () => (this.#closing ? 'the server is stopping' : undefined),
    };
    http.on(
      'request',
      createControlApp(control, [
        restRouter({ ...control, tokens, startRefusals: this.#core.startRefusals }),
      ]),
    );
    const api = createApiSockets({
      server: this,
      log: parts.log,
      clock: systemClock(),
      onError: (error, what) => this.#reportError(error, what),
    });
    const gateway = this.#gateway(parts, api.routes);
    const detach = [
      attachGateway(http, { port: 'signaling', reset: parts.signaling.reset, ...gateway }),
      attachGateway(mediaHttp, { port: 'media', reset: parts.media.reset, ...gateway }),
    ];
    return async () => {
      this.#events.close();
      for (const close of detach) close();
      api.close();
      parts.stopLog();
      await Promise.all([parts.signaling.close(), parts.media.close()]);
    };
  }

  #gateway({ settings, reach }: Parts, routes: ApiRoutes): Omit<GatewayOptions, 'port' | 'reset'> {
    const rules = upgradeRules(settings);
    const { routes: routesOfApps } = this.#core;
    return {
      routes: {
        ...this.#core.routes,
        signaling: (socket, ...path) =>
          routesOfApps.signaling(this.#export?.record('signaling', socket) ?? socket, ...path),
        media: (socket, ...path) =>
          routesOfApps.media(this.#export?.record('media', socket) ?? socket, ...path),
        webhooks: (socket, { query }) => this.#events.open(this.#awaited(socket), query),
        ...routes,
      },
      base: publicPath(reach),
      arrivals: this.#virtual?.arrivals,
      refuse: (route, request) => rules(route, request) ?? this.#plannedRefusal(route),
      onUnknownPath: unknownPathLog(settings.logger),
      onError: (error) => this.#reportError(error, 'an upgrade failed'),
    };
  }

  /** An event socket for which virtual time waits. */
  #awaited(socket: Socket): Socket {
    const name = { connectionId: 'event socket', streamId: () => undefined };
    return this.#virtual?.awaited(socket, name) ?? socket;
  }

  /** Refusal of a connection that a scenario has planned. */
  #plannedRefusal(route: keyof GatewayRoutes): UpgradeRefusal | 'reset' | undefined {
    if (route !== 'signaling' && route !== 'media') return undefined;
    const how = this.#core.connectionRefusals.take(route);
    if (how !== '503') return how;
    return {
      status: '503 Service Unavailable',
      reason: 'A scenario step of rtms-mock refuses this connection',
    };
  }

  #reportError(error: unknown, what: string): void {
    reportInternalError({ journal: this.journal, logger: this.#logger }, error, what);
  }

  /** Client id of the app that has this token; without authentication, any token is one of the first app. */
  #clientOfToken(tokens: Tokens, token: string | undefined, auth: 'required' | 'off'): string | undefined {
    const grant = token === undefined ? 'unknown' : tokens.find(token);
    if (typeof grant === 'object') return grant.clientId;
    return auth === 'off' ? this.credentials.apps[0].clientId : undefined;
  }

  get credentials(): MockServer['credentials'] {
    return this.#core.credentials;
  }

  startMeeting(input?: StartMeetingOptions): Promise<MockMeeting> {
    return this.#core.startMeeting(input);
  }

  meetings(): readonly MockMeeting[] {
    return this.#core.meetings();
  }

  problems(severity?: Severity): readonly Verdict[] {
    return ofSeverity(this.#core.verdicts.withoutStream(), severity);
  }

  get verdictCounts(): ReadonlyMap<string, number> {
    return this.#core.verdicts.counts;
  }

  figures(): ServerFigures {
    return serverFigures({
      ...this.#figures,
      streams: this.#core.streams,
      verdicts: this.verdictCounts,
      nowMs: this.clock.now(),
      speed: this.clock.speed ?? 1,
    });
  }

  timing(streamId: string): StreamTiming | undefined {
    return this.#figures.apps.timing(streamId);
  }

  meeting(streamId: string): MockMeeting | undefined {
    return this.#core.meeting(streamId);
  }

  hasForgotten(streamId: string): boolean {
    return this.#core.hasForgotten(streamId);
  }

  snapshot(): ServerSnapshot {
    return this.#core.snapshot();
  }

  restore(snapshot: ServerSnapshot): Promise<void> {
    return this.#core.restore(snapshot);
  }

  async reset(): Promise<number> {
    const ended = await this.#core.reset();
    this.#figures.apps.clear();
    this.#figures.media.clear();
    return ended;
  }

  // Async, so that a wrong duration rejects the promise.
  async advance(by: number | string): Promise<Advanced> {
    return advanceTime(this.#virtual, this.#speed, by);
  }

  validateWebhook(url: string, clientId = this.#appWith(url)): ReturnType<MockServer['validateWebhook']> {
    return this.#webhooks.validate(url, clientId);
  }

  /** Client id of the app that has this URL of its own. */
  #appWith(url: string): string | undefined {
    return this.credentials.apps.find((app) => app.webhookUrl === url)?.clientId;
  }

  sendWebhook(...[url, body]: Parameters<MockServer['sendWebhook']>): ReturnType<MockServer['sendWebhook']> {
    return this.#webhooks.send(url, body, undefined, { clientId: this.#appWith(url) });
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #close(): Promise<void> {
    this.#virtual?.close();
    await this.#core.close();
    this.#webhooks.stop();
    await this.#closeNetwork();
    await this.#export?.close();
    await this.#core.endPreparations();
    this.#logger.flush();
  }
}
