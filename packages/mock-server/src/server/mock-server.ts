/** Composition root: the only file that imports all parts. Read it first. */
import type { Cancel, Clock, Socket } from '@rtms-mock/protocol';
import type { ServerFigures, StreamTiming } from '../figures/server-figures.js';
import { boundedLogger, type BoundedLogger } from '../bounded-log.js';
import { systemClock, wallClockMs, wallClockSeconds } from '../clock.js';
import { secretTokenOf } from '../credentials.js';
import { createControlApp } from '../control/app.js';
import type { ControlContext } from '../control/control-context.js';
import { createApiSockets } from '../control/api-sockets.js';
import { createFront, type Front } from '../fleet/front.js';
import { frontRouter } from '../fleet/front-router.js';
import { frontSockets } from '../fleet/front-sockets.js';
import type { FleetMembership } from '../fleet/membership.js';
import { createJournals, joinedPublishers, playedBy, tokenKey, urlElsewhere } from '../fleet/share.js';
import { LogTail } from '../log-tail.js';
import { randomSequence } from '../random.js';
import { restRouter } from '../rest/rest-app.js';
import { Tokens } from '../rest/tokens.js';
import { unknownPathLog, upgradeRules } from '../sockets/upgrade-rules.js';
import { attachGateway, followJournal, type ApiRoutes, type GatewayOptions } from '../sockets/gateway.js';
import type { JournalRecorder } from '../journal.js';
import type { MockMeeting, StartMeetingOptions } from './mock-meeting.js';
import { resolveOptions, type MockServerOptions, type ResolvedOptions } from './options.js';
import type { MeetingRecord } from './meeting-record.js';
import type { Adoption, NodeServer } from './node-server.js';
import type { FigureOptions, MockServer } from './server-api.js';
import { FigureBook } from './figures.js';
import { ServerCore } from './server-core.js';
import { createExport, prepareExportFolder, type SessionExport } from './session-export.js';
import type { ServerSnapshot } from './snapshot.js';
import { advanceTime, createTime, type ServerTime } from './server-time.js';
import { logInternalError, reportInternalError } from '../guard.js';
import { plannedRefusal } from './planned-refusal.js';
import { openPorts, type ServerPorts } from './open-ports.js';
import { prepareTls } from '../sockets/tls/tls.js';
import { logJump, warnOfOpenApi } from './start-warnings.js';
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
export function startMockServer(given: MockServerOptions = {}): Promise<MockServer> {
  return startNode(given);
}

/**
 * Starts a server that shares its work with others, as {@link startMockServer} does otherwise.
 *
 * @param fleet the others. Default: there are none
 */
export async function startNode(given: MockServerOptions, fleet?: FleetMembership): Promise<NodeServer> {
  const resolved = resolveOptions(given);
  const logger = boundedLogger(resolved.logger);
  const settings = { ...resolved, logger };
  const log = new LogTail(systemClock());
  const stopLog = logger.onLine((level, message, fields) => log.add(level, message, fields));
  const { host, publicUrl } = settings;
  await prepareExportFolder(settings.exportOnExit);
  warnOfOpenApi(settings);
  const time = createTime(
    { ...settings, originUnixMs: fleet?.numbers?.originUnixMs },
    (jumpMs) => logJump(jumpMs, logger),
    (error) => logInternalError(logger, error, 'virtual time failed'),
  );
  const tls = await prepareTls(settings.tls, settings, logger);
  const ports = await openPorts(settings, tls);
  const reach: Reach = {
    host,
    port: ports.signaling.port,
    mediaPort: ports.media.port,
    publicUrl,
    secure: tls !== undefined,
  };
  return new RunningServer({
    settings,
    fleet,
    time,
    log,
    stopLog,
    reach,
    caFile: tls?.caFile,
    ...ports,
  });
}

interface Parts extends ServerPorts {
  readonly fleet: FleetMembership | undefined;
  readonly settings: ResolvedOptions & { readonly logger: BoundedLogger };
  readonly time: ServerTime;
  /** Lines of the log since the start. */
  readonly log: LogTail;
  readonly stopLog: () => void;
  readonly reach: Reach;
  readonly caFile: string | undefined;
}

class RunningServer implements NodeServer {
  readonly port: number;
  readonly mediaPort: number;
  readonly signalingUrl: string;
  readonly mediaUrl: string;
  readonly controlUrl: string;
  readonly caFile: string | undefined;
  readonly clock: Clock;
  readonly journal: JournalRecorder;
  readonly apiToken: string | undefined;
  readonly #fleet: FleetMembership | undefined;
  /** Journal of this process alone. */
  readonly #own: JournalRecorder;
  readonly #core: ServerCore;
  readonly #figures: FigureBook;
  readonly #virtual: VirtualClock | undefined;
  readonly #speed: ResolvedOptions['speed'];
  readonly #logger: BoundedLogger;
  readonly #webhooks: StoppableWebhookSender;
  readonly #events: EventSockets;
  readonly #export: SessionExport | undefined;
  readonly #closeNetwork: () => Promise<void>;
  readonly #reportError = (error: unknown, what: string): void =>
    reportInternalError({ journal: this.#own, logger: this.#logger }, error, what);
  #closing: Promise<void> | undefined;

  constructor(parts: Parts) {
    const { settings, reach, fleet } = parts;
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
    this.#fleet = fleet;
    const { own, shown: journal } = createJournals(clock, fleet);
    this.#own = own;
    this.journal = journal;
    this.#figures = new FigureBook(own, clock, randomSequence(settings.seed, 'reader probe'));
    this.#webhooks = createWebhookSender({
      secretToken: (clientId) => secretTokenOf(this.credentials, clientId),
      clock,
      journal: own,
      logger: settings.logger,
      headers: settings.webhookHeaders,
      form: settings.webhookForm,
      insecure: settings.webhookInsecure,
      retry: settings.webhookRetry,
      answered: virtual && ((url) => virtual.arrivals.webhook(url)),
    });
    const tokens = new Tokens(wallClockSeconds, tokenKey(fleet, settings.credentials));
    this.#events = new EventSockets({
      clientOf: (token) => tokens.clientOf(token) ?? this.#appWithoutToken(settings),
      clock: systemClock(),
      journal: own,
      logger: settings.logger,
      onChange: fleet?.onEventClients,
    });
    this.#core = new ServerCore({
      settings,
      media: settings.media,
      openMedia: settings.openMedia,
      clock,
      virtual,
      playedBy: playedBy(fleet),
      numbers: fleet?.numbers,
      beforeMedia: fleet?.beforeMedia,
      elsewhere: (streamId) => urlElsewhere(fleet, streamId),
      journal: own,
      webhooks: this.#webhooks,
      events: joinedPublishers(this.#events, fleet?.events),
      figures: this.#figures.media,
      signalingUrl: this.signalingUrl,
      mediaUrl: this.mediaUrl,
    });
    this.#export = createExport(settings, { clock: this.clock, journal: own });
    this.#closeNetwork = this.#serve(parts, tokens);
    if (virtual) own.subscribe(() => virtual.noteEvent());
  }

  /** Answers requests and upgrades on both ports. Returns a function that closes them. */
  #serve(parts: Parts, tokens: Tokens): () => Promise<void> {
    const { settings, http, mediaHttp } = parts;
    const control: ControlContext = {
      server: this,
      settings,
      ...this.#core.apiParts,
      cassettes: settings.cassettes,
      replay: settings.replay,
      countLag: () => this.#figures.countLag(this.#core.streams),
      otherUrls: () => this.#fleet?.registry?.nodes().map((node) => node.signalingUrl) ?? [],
      trouble: () => (this.#closing ? 'the server is stopping' : undefined),
    };
    const { logger } = settings;
    const onError = this.#reportError;
    const front = createFront(parts.fleet, { settings, ownUrl: this.controlUrl, logger, onError });
    http.on(
      'request',
      createControlApp(control, [
        ...(front ? [frontRouter(front)] : []),
        restRouter({ ...control, tokens, startRefusals: this.#core.startRefusals }),
      ]),
    );
    const api = createApiSockets({
      server: this,
      log: parts.log,
      clock: systemClock(),
      onError,
    });
    const gateway = this.#gateway(parts, api.routes, front);
    const detach = [
      attachGateway(http, { port: 'signaling', reset: parts.signaling.reset, ...gateway }),
      attachGateway(mediaHttp, { port: 'media', reset: parts.media.reset, ...gateway }),
    ];
    return async () => {
      for (const close of detach) close();
      for (const part of [this.#events, front, api]) part?.close();
      parts.stopLog();
      await Promise.all([parts.signaling.close(), parts.media.close()]);
    };
  }

  #gateway(
    { settings, reach }: Parts,
    routes: ApiRoutes,
    front: Front | undefined,
  ): Omit<GatewayOptions, 'port' | 'reset'> {
    const rules = upgradeRules(settings);
    const { routes: routesOfApps } = this.#core;
    const own = { events: routes.events, logs: (socket: Socket) => followJournal(socket, this.journal) };
    const onError = (error: unknown): void => this.#reportError(error, 'an upgrade failed');
    const { divert, ...merged } = front
      ? frontSockets({ front, own, clock: systemClock(), onError })
      : { ...own, divert: undefined };
    return {
      routes: {
        ...this.#core.routes,
        signaling: (socket, ...path) =>
          routesOfApps.signaling(this.#export?.record('signaling', socket) ?? socket, ...path),
        media: (socket, ...path) =>
          routesOfApps.media(this.#export?.record('media', socket) ?? socket, ...path),
        webhooks: (socket, { query }) => this.#events.open(this.#awaited(socket), query),
        ...routes,
        ...merged,
      },
      divert,
      base: publicPath(reach),
      arrivals: this.#virtual?.arrivals,
      refuse: (route, request) =>
        rules(route, request) ?? plannedRefusal(this.#core.connectionRefusals, route),
      onUnknownPath: unknownPathLog(settings.logger),
      onError,
    };
  }

  /** An event socket for which virtual time waits. */
  #awaited(socket: Socket): Socket {
    const name = { connectionId: 'event socket', streamId: () => undefined };
    return this.#virtual?.awaited(socket, name) ?? socket;
  }

  /** Client id of the app that a token which is not known stands for: without authentication, the first one. */
  #appWithoutToken({ auth }: ResolvedOptions): string | undefined {
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

  figures(options: FigureOptions = {}): ServerFigures {
    const { streams, verdicts } = this.#core;
    return this.#figures.figures({
      ...options,
      streams,
      verdicts: verdicts.counts,
      errors: verdicts.countsOf('error'),
    });
  }

  timing(streamId: string): StreamTiming | undefined {
    return this.#figures.timing(streamId);
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

  records(streamIds?: ReadonlySet<string>): readonly MeetingRecord[] {
    const nodeId = this.#fleet?.nodeId ?? '';
    return this.#core.saved.records(streamIds, {
      nodeId,
      unixMs: wallClockMs(),
      speed: this.clock.speed ?? 1,
      progressOf: (streamId) => this.#figures.progressOf(streamId),
    });
  }

  onStream(listener: Parameters<NodeServer['onStream']>[0]): Cancel {
    return this.#core.saved.onStream(listener);
  }

  adopt(record: MeetingRecord, how: Adoption = 'go-on'): Promise<void> {
    this.#figures.goOn(record);
    return this.#core.saved.adopt(record, wallClockMs(), how);
  }

  publish(...webhook: Parameters<NodeServer['publish']>): void {
    this.#events.publish(...webhook);
  }

  abandon(key: string): void {
    this.#core.saved.abandon(key);
  }

  async reset(): Promise<number> {
    const ended = await this.#core.reset();
    this.#figures.clear();
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
