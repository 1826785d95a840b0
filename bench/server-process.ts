/** The measured process: the mock server, or one of the two senders that it is compared with. */
import {
  startMockServer,
  type MockMeeting,
  type MockServer,
  type MockServerOptions,
} from '@rtms-mock/server';
import { LoopWatch } from './loop-watch.js';
import { startPlainSender, type PlainSender } from './plain-sender.js';
import { serve } from './rpc.js';
import { fixedSizeSource } from './sources.js';

/** The server and its media. */
export interface ServerSpec {
  /** `ready-frames` writes ready-made frames; `stringify` creates each one with JSON.stringify and Base64. */
  readonly sender: 'rtms-mock' | 'ready-frames' | 'stringify';
  readonly streams: number;
  /** `fixed-size`: packets and frames of a fixed size. `default`: the default meeting. */
  readonly media: 'fixed-size' | 'default';
  /** For the plain senders. */
  readonly frame: { readonly bytes: number; readonly intervalMs: number };
}

/** Addresses for the readers. `streams` is empty for plain senders, which need no handshake. */
export interface ServerPlace {
  readonly signalingUrl: string;
  readonly mediaUrl: string;
  readonly streams: readonly { readonly streamId: string; readonly meetingUuid: string }[];
}

/** Totals since the start of the process. */
export interface Usage {
  readonly cpuMicros: number;
  readonly messages: number;
  readonly rssBytes: number;
}

/** Starts a server without the options that it does not know: `--against` measures older ones too. */
async function startWithKnownOptions(options: MockServerOptions): Promise<MockServer> {
  try {
    return await startMockServer(options);
  } catch (error) {
    const name = error instanceof Error ? /^(\w+) is not known/.exec(error.message)?.[1] : undefined;
    if (name === undefined || !Object.hasOwn(options, name)) throw error;
    return startWithKnownOptions({ ...options, [name]: undefined });
  }
}

// The loader of TypeScript enables them, and they cost every module that is loaded later a multiple of its own time.
process.setSourceMapsEnabled(false);

const loop = new LoopWatch();

let server: MockServer | undefined;
let meetings: readonly MockMeeting[] = [];
let plain: PlainSender | undefined;

const calls = {
  async start({ sender, streams, media, frame }: ServerSpec): Promise<ServerPlace> {
    if (sender !== 'rtms-mock') {
      plain = await startPlainSender(sender, frame);
      const url = `ws://127.0.0.1:${plain.port}`;
      return { signalingUrl: url, mediaUrl: url, streams: [] };
    }
    server = await startWithKnownOptions({
      port: 0,
      mediaPort: 0,
      auth: 'off',
      keepAliveMs: 3_600_000,
      mediaKeepAlive: 'off',
      timelineStart: 'created',
      ...(media === 'fixed-size' && { media: fixedSizeSource() }),
    });
    const started: MockMeeting[] = [];
    for (let i = 0; i < streams; i += 1) started.push(await server.startMeeting());
    meetings = started;
    return {
      signalingUrl: server.signalingUrl,
      mediaUrl: server.mediaUrl,
      streams: meetings.map(({ streamId, meetingUuid }) => ({ streamId, meetingUuid })),
    };
  },

  /** Resumes or pauses the media. */
  flow(on: boolean): void {
    if (plain) plain.flowing = on;
    for (const meeting of meetings) {
      if (on && meeting.state === 'paused') meeting.resume();
      else if (!on && meeting.state === 'active') meeting.pause();
    }
  },

  /** CPU time, messages and memory so far. */
  usage(): Usage {
    const { user, system } = process.cpuUsage();
    let messages = plain?.messages ?? 0;
    for (const meeting of meetings) {
      for (const { frames } of Object.values(meeting.view().media)) messages += frames;
    }
    return { cpuMicros: user + system, messages, rssBytes: process.memoryUsage.rss() };
  },

  /** Resident memory in bytes after a garbage collection. */
  memory(): number {
    globalThis.gc?.();
    return process.memoryUsage.rss();
  },

  /** Watches the event loop from now on. */
  watchLoop(): void {
    loop.start();
  },

  /** Longest time for which the event loop was blocked since it is watched, in milliseconds. */
  longestStall(): number {
    return loop.stop();
  },

  /** Number of frames that the server has dropped in all streams. */
  dropped(): number {
    let dropped = 0;
    for (const meeting of meetings) {
      for (const counters of Object.values(meeting.view().media)) dropped += counters.dropped;
    }
    return dropped;
  },
};

/** Calls of the server process. */
export type ServerCalls = typeof calls;

serve(calls);
