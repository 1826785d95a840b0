/** The app: receives webhooks, joins the stream of each one, keeps the newest media and shows it on its page. */
import { createServer } from 'node:http';
import express from 'express';
import rtms, { type WebhookBody } from '@rtms-mock/client';
import type { Display } from './display.js';
import { listen, type ListenOptions } from './listen.js';
import { EntryLog } from './stream/entry-log.js';
import { KeptMedia } from './stream/kept-media.js';
import { DEFAULT_CHOICE, readChoice, type MediaChoice } from './stream/media-choice.js';
import type { NewEntry, ReceivedMedia } from './stream/received.js';
import { ReceivedStream, stopReasonText } from './stream/received-stream.js';
import { Summary } from './stream/summary.js';
import { Feed } from './web/feed.js';
import { createPageApp } from './web/page-app.js';

/** Options of the app. */
export interface ReceiverOptions {
  readonly listen: ListenOptions;
  /** Path of the webhooks. */
  readonly path: string;
  /** Output. */
  readonly display: Display;
  /** Interval of the status line in ms. */
  readonly statusEveryMs: number;
  /** Bytes of media that are kept for downloads. */
  readonly keepBytes: number;
  /** ffmpeg program; `undefined` if there is none. */
  readonly ffmpeg: string | undefined;
  /** Log each packet. @default false */
  readonly verbose?: boolean;
  /**
   * Show the lateness of media. Meaningless if a meeting does not run in real time.
   * @default true
   */
  readonly showLateness?: boolean;
}

/** A stream with the counts of its media. */
export interface CountedStream {
  readonly stream: ReceivedStream;
  readonly summary: Summary;
}

/** The running app. */
export interface Receiver {
  /** URL of the page. */
  readonly pageUrl: string;
  /** URL for webhooks. */
  readonly url: string;
  /** The newest streams, by stream id. */
  readonly streams: ReadonlyMap<string, CountedStream>;
  /** Ids of the streams whose webhook `*.rtms_stopped` was received. */
  readonly stopped: ReadonlySet<string>;
  /** Leaves all streams and stops listening. */
  close(): Promise<void>;
}

const MAX_ENTRIES = 2000;
const MAX_STREAMS = 50;
const MAX_WEBHOOK_CHARACTERS = 4000;
/** Interval in ms in which pages learn how much is kept. */
const STATE_EVERY_MS = 1000;

/**
 * Starts the app.
 *
 * @throws Error with one sentence, if it cannot listen
 */
export async function startReceiver(options: ReceiverOptions): Promise<Receiver> {
  const app = new App(options);
  const server = createServer(app.handler);
  const port = await listen(server, options.listen);
  const pageUrl = `http://localhost:${port}/`;
  const url = `http://localhost:${port}${options.path}`;
  app.begin(url);
  return {
    pageUrl,
    url,
    streams: app.streams,
    stopped: app.stopped,
    async close() {
      app.end();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

class App {
  readonly streams = new Map<string, CountedStream>();
  readonly stopped = new Set<string>();
  readonly handler = express();
  readonly #options: ReceiverOptions;
  readonly #feed = new Feed();
  readonly #log = new EntryLog(MAX_ENTRIES);
  readonly #kept: KeptMedia;
  readonly #timers: NodeJS.Timeout[] = [];
  #choice: MediaChoice = DEFAULT_CHOICE;
  #webhookUrl = '';

  constructor(options: ReceiverOptions) {
    this.#options = options;
    this.#kept = new KeptMedia(options.keepBytes);
    // Answers the URL validation if ZM_RTMS_WEBHOOK_SECRET is the secret token.
    const webhook = rtms.createWebhookHandler((body) => this.#webhook(body), options.path);
    // Webhooks come from anywhere, as through a tunnel; the page is for this machine only.
    this.handler.post(options.path, webhook);
    this.handler.use(
      createPageApp({
        feed: this.#feed,
        kept: this.#kept,
        ffmpeg: options.ffmpeg,
        entries: () => this.#log.all(),
        hello: () => ({ type: 'hello', ...this.#state(), entries: this.#log.all() }),
        choose: (choice) => this.#choose(choice),
        join: (streamId) => this.#with(streamId, (stream) => stream.join(this.#choice)),
        leave: (streamId) => this.#with(streamId, (stream) => stream.leave()),
      }),
    );
  }

  begin(webhookUrl: string): void {
    this.#webhookUrl = webhookUrl;
    const { display, statusEveryMs } = this.#options;
    const status = (): void => {
      for (const { stream, summary } of this.streams.values()) {
        if (stream.state.name === 'receiving') display.status(summary.liveLine(Date.now()));
      }
    };
    this.#timers.push(
      setInterval(status, statusEveryMs),
      setInterval(() => this.#stateChanged(), STATE_EVERY_MS),
    );
  }

  end(): void {
    for (const timer of this.#timers) clearInterval(timer);
    this.#options.display.clear();
    for (const { stream } of this.streams.values()) stream.leave();
    this.#feed.close();
  }

  #webhook(body: WebhookBody): void {
    const { display } = this.#options;
    const event = String(body['event']);
    const payload = (body['payload'] ?? {}) as WebhookBody;
    const streamId = payload['rtms_stream_id'] === undefined ? undefined : String(payload['rtms_stream_id']);
    const text = JSON.stringify(body, null, 2).slice(0, MAX_WEBHOOK_CHARACTERS);
    this.#entry({ kind: 'webhook', event, body: text, streamId });
    if (streamId === undefined) return;
    if (event.endsWith('rtms_started')) {
      display.line(`Webhook ${event}: joining ${streamId}`);
      this.#started(streamId, payload);
    } else if (event.endsWith('rtms_stopped')) {
      display.line(`Webhook ${event}: reason ${stopReasonText(payload['stop_reason'])}`);
      this.streams.get(streamId)?.stream.stop();
      if (this.streams.has(streamId)) this.stopped.add(streamId);
    }
  }

  #started(streamId: string, payload: WebhookBody): void {
    const { showLateness = true } = this.#options;
    this.streams.get(streamId)?.stream.leave();
    const summary = new Summary(Date.now(), { showLateness });
    const stream = new ReceivedStream(payload as ConstructorParameters<typeof ReceivedStream>[0], {
      media: (media) => this.#media(media, summary),
      entry: (entry) => this.#entry(entry),
      activeSpeaker: (userId) => summary.activeSpeaker(userId),
      stateChanged: () => this.#stateChanged(),
    });
    // The newest stream is the last of the map.
    this.streams.delete(streamId);
    this.streams.set(streamId, { stream, summary });
    this.stopped.delete(streamId);
    this.#forgetOldest();
    try {
      stream.join(this.#choice);
    } catch (error) {
      const sentence = error instanceof Error ? error.message : String(error);
      this.#entry({ kind: 'event', name: 'join', text: sentence, streamId });
    }
  }

  #forgetOldest(): void {
    for (const [streamId, { stream }] of this.streams) {
      if (this.streams.size <= MAX_STREAMS) return;
      stream.leave();
      this.streams.delete(streamId);
      this.stopped.delete(streamId);
    }
  }

  #choose(value: unknown): void {
    const choice = readChoice(value);
    this.#choice = choice;
    for (const { stream } of this.streams.values()) {
      if (['joining', 'receiving', 'paused', 'refused'].includes(stream.state.name)) stream.join(choice);
    }
    this.#stateChanged();
  }

  #with(streamId: string, action: (stream: ReceivedStream) => void): boolean {
    const found = this.streams.get(streamId);
    if (found !== undefined) action(found.stream);
    return found !== undefined;
  }

  #media(media: ReceivedMedia, summary: Summary): void {
    const { kind, userId, userName, timestamp, data, format } = media;
    const now = Date.now();
    if (kind === 'audio') {
      summary.audio(userId, userName, format.codec === 'L16' ? data : undefined, timestamp, now);
    } else if (kind === 'video') summary.video(userId, userName, data.length, timestamp, now);
    if (this.#options.verbose) {
      this.#options.display.line(
        `${kind} ${format.codec} ${data.length} B from ${userName || `user ${userId}`} at ${timestamp}`,
      );
    }
    this.#kept.add(media);
    this.#feed.media(media);
  }

  #entry(entry: NewEntry): void {
    this.#feed.entry(this.#log.add(entry, Date.now()));
    this.#print(entry);
  }

  #print(entry: NewEntry): void {
    const { display, verbose = false } = this.#options;
    if (entry.kind === 'transcript') {
      const { userId, userName, text, streamId = '' } = entry;
      this.streams.get(streamId)?.summary.transcript(userId, userName);
      display.line(`${userName}: ${text}`);
    } else if (entry.kind === 'chat') display.line(`${entry.userName} (chat): ${entry.text}`);
    else if (entry.kind === 'event') {
      const sentence = sentenceOf(entry.name, entry.text);
      if (sentence !== undefined) display.line(sentence);
      else if (verbose) display.line(`${entry.name}: ${entry.text}`);
    }
  }

  #stateChanged(): void {
    this.#feed.state(this.#state());
  }

  #state(): object {
    return {
      webhookUrl: this.#webhookUrl,
      choice: this.#choice,
      ffmpeg: this.#options.ffmpeg !== undefined,
      kept: { bytes: this.#kept.bytes, maxBytes: this.#options.keepBytes, dropped: this.#kept.dropped },
      streams: [...this.streams.values()].map(({ stream }) => ({
        streamId: stream.id,
        state: stream.state,
        choice: stream.choice,
      })),
      tracks: this.#kept.tracks(),
    };
  }
}

/** Events that are printed without `--verbose`. */
function sentenceOf(name: string, text: string): string | undefined {
  switch (name) {
    case 'join':
      return text.startsWith('joined') ? 'Joined: media is coming' : `Could not join: ${text}`;
    case 'participant join':
      return `${text} is in the meeting`;
    case 'participant leave':
      return `${text} has left`;
    case 'interrupted':
    case 'reconnected':
      return `Connection ${name}: ${text}`;
    default:
      return undefined;
  }
}
