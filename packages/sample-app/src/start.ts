/** Starts a mock server, the sample app and a meeting between them, in one process. */
import process from 'node:process';
import {
  DEV_CREDENTIALS,
  openMedia,
  startMockServer,
  type MediaSource,
  type MockServer,
} from '@rtms-mock/server';
import rtms from '@rtms-mock/client';
import { DEFAULT_KEEP_MB, DEFAULT_PATH } from './app-options.js';
import { portOfPage, receiverSurroundings, runCommand } from './command.js';
import type { Display } from './display.js';
import { goodRun, missingFrom, type Run } from './expectations.js';
import { startReceiver, type Receiver } from './receiver.js';
import { HELP, parseStartArguments, startProblem, type StartOptions } from './start-options.js';

/** Time limit in ms for the app to receive the end of the stream. */
const END_TIMEOUT_MS = 3000;
/** Signals within this time in ms after the one that ended the meeting belong to it. */
const SAME_REQUEST_MS = 500;

await runCommand(parseStartArguments(process.argv.slice(2), process.env), {
  help: HELP,
  run,
  problemOf: startProblem,
});

/** Resolves with the exit code after the end of the meeting. */
async function run(options: StartOptions): Promise<number> {
  useDevelopmentCredentials();
  const surroundings = await receiverSurroundings();
  const { display } = surroundings;
  const media = options.media === undefined ? undefined : await openRecording(options.media, display);
  await using server = await startMockServer({
    port: options.port,
    mediaPort: options.mediaPort,
    protocol: options.protocol,
    speed: options.speed,
    ...(media && { media }),
  });
  const receiver = await startReceiver({
    ...surroundings,
    listen: { host: 'localhost', ...portOfPage(options.pagePort) },
    path: DEFAULT_PATH,
    keepBytes: DEFAULT_KEEP_MB * 1_000_000,
    showLateness: options.speed === 1,
  });
  try {
    return await runMeeting(options, server, receiver, display);
  } finally {
    await receiver.close();
  }
}

/** Opens a recording of the user. Prints the progress of its conversion in steps of a tenth. */
function openRecording(path: string, display: Display): Promise<MediaSource> {
  const printed = new Map<string, number>();
  return openMedia(path, {
    onWarning: (message) => display.line(message),
    onProgress: ({ file, format, fraction, message }) => {
      const tenths = Math.floor(fraction * 10);
      if (tenths <= (printed.get(`${file} ${format}`) ?? 0)) return;
      printed.set(`${file} ${format}`, tenths);
      display.line(message);
    },
  });
}

/** Sets the environment variables from which the app reads its credentials, as for the real service. */
function useDevelopmentCredentials(): void {
  const [app] = DEV_CREDENTIALS.apps;
  process.env['ZM_RTMS_CLIENT'] = app.clientId;
  process.env['ZM_RTMS_SECRET'] = app.clientSecret;
  process.env['ZM_RTMS_WEBHOOK_SECRET'] = DEV_CREDENTIALS.secretToken;
  rtms.configureLogger({ level: rtms.LogLevel.WARN });
}

/** Runs one meeting. Resolves with the exit code. */
async function runMeeting(
  options: StartOptions,
  server: MockServer,
  receiver: Receiver,
  display: Display,
): Promise<number> {
  display.line(`Mock server, protocol ${options.protocol}: ${server.controlUrl}`);
  display.line(`  signaling ${server.signalingUrl}   media ${server.mediaUrl}`);
  display.line(`Sample app: ${receiver.pageUrl}   webhooks ${receiver.url}`);
  const verdict = await server.validateWebhook(receiver.url);
  if (!verdict.ok) {
    display.line(`The webhook URL could not be validated: ${verdict.message}`);
    return 1;
  }
  display.line(`The webhook URL is valid (answered in ${Math.round(verdict.ms)} ms)`);

  const startedAt = performance.now();
  const meeting = await server.startMeeting({ webhookUrl: receiver.url });
  const { stream, summary } = receiver.streams.get(meeting.streamId) ?? {};
  await endOfRun(options.forMs);
  const streamMs = (performance.now() - startedAt) * options.speed;

  display.clear();
  display.line('Ending the meeting');
  await meeting.end();
  const leaveReason = stream && (await withTimeout(END_TIMEOUT_MS, stream.ended));
  display.clear();
  display.line('The sample app received:');
  if (!stream || !summary)
    return failed(display, ['The webhook about the start did not reach the sample app.']);
  for (const line of summary.finalLines()) display.line(line);
  if (options.forMs === undefined) return 0;
  return report(display, {
    streamMs,
    builtInMedia: options.media === undefined,
    joinStatus: stream.joinStatus(),
    totals: summary.totals(),
    leaveReason,
    stoppedWebhook: receiver.stopped.has(meeting.streamId),
  });
}

function report(display: Display, run: Run): number {
  const missing = missingFrom(run);
  if (missing.length > 0) return failed(display, missing);
  display.line(goodRun(run));
  return 0;
}

function failed(display: Display, sentences: readonly string[]): number {
  for (const sentence of sentences) display.line(sentence);
  return 1;
}

/** Resolves after `forMs` or at Ctrl-C. Later than {@link SAME_REQUEST_MS} after that, a signal ends the process immediately. */
function endOfRun(forMs: number | undefined): Promise<void> {
  return new Promise((resolve) => {
    const timer = forMs === undefined ? undefined : setTimeout(end, forMs);
    function end(): void {
      clearTimeout(timer);
      const endedAtMs = performance.now();
      for (const signal of ['SIGINT', 'SIGTERM'] as const) {
        process.off(signal, end);
        process.on(signal, () => {
          // At one Ctrl-C the terminal sends SIGINT, and pnpm adds SIGTERM.
          if (performance.now() - endedAtMs > SAME_REQUEST_MS) process.exit(130);
        });
      }
      resolve();
    }
    process.once('SIGINT', end);
    process.once('SIGTERM', end);
  });
}

/** The value of the promise, or `undefined` after `ms`. */
async function withTimeout<Value>(ms: number, promise: Promise<Value>): Promise<Value | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), ms);
  });
  const first = await Promise.race([promise, timeout]);
  clearTimeout(timer);
  return first;
}
