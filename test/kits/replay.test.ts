/** The cassettes of examples/cassettes, replayed to apps in Python and TypeScript over the network. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { openTape, startMockServer, type MockServer } from '@rtms-mock/server';
import { beforeAll, describe, expect, test } from 'vitest';
import { ROOT } from '../e2e/processes.js';
import { describeWithTool } from '../support/require-tool.js';
import { createPythonEnvironment, PYTHON } from './python-environment.js';
import { startCountingApp, type Received } from './replay-app/app.js';

const APP = join(import.meta.dirname, 'replay-app/app.py');

interface Replayed {
  readonly cassette: string;
  readonly types: readonly ('audio' | 'video' | 'transcript')[];
  readonly counts: { readonly [media: string]: number };
  readonly words: readonly string[];
}

const CASSETTES: readonly Replayed[] = [
  {
    cassette: 'audio-and-transcript.rtms.jsonl',
    types: ['audio', 'transcript'],
    counts: { audio: 301 },
    words: ['Good morning, Bo. Thanks for joining on time.'],
  },
  {
    cassette: 'video-and-pause.rtms.jsonl.gz',
    types: ['audio', 'video'],
    counts: { audio: 176, video: 17 },
    words: [],
  },
  { cassette: 'interrupted.rtms.jsonl', types: ['audio'], counts: { audio: 126 }, words: [] },
];

const MEDIA_TYPES = { audio: 1, video: 2, transcript: 8 } as const;

/** A server that replays a cassette. */
async function replaying(cassette: string): Promise<MockServer & AsyncDisposable> {
  const replay = await openTape(join(ROOT, 'examples/cassettes', cassette));
  return startMockServer({ port: 0, mediaPort: 0, replay });
}

function problems(server: MockServer): readonly string[] {
  const differences = server.meetings().flatMap((meeting) => meeting.problems());
  // What the app does by itself is not the matter here.
  return differences.filter(({ rule }) => rule === 'replay-differs').map(({ message }) => message);
}

describe('an app in TypeScript', () => {
  test.each(CASSETTES)('receives $cassette', async ({ cassette, types, counts, words }) => {
    await using server = await replaying(cassette);
    await using app = await startCountingApp(server.credentials, types);
    const meeting = await server.startMeeting({ webhookUrl: app.webhookUrl });
    expect(await app.received).toEqual({ counts, words });
    expect(meeting.state).toBe('terminated');
    // The client requests its media with defaults of its own, and subscribes to what it has callbacks for.
    expect(problems(server).filter((text) => !/requests|subscribed/.test(text))).toEqual([]);
  });
});

describeWithTool('python3', 'an app in Python', (python3) => {
  beforeAll(() => createPythonEnvironment(python3));

  test.each(CASSETTES)('receives $cassette', async ({ cassette, types, counts, words }) => {
    await using server = await replaying(cassette);
    const [{ clientId, clientSecret }] = server.credentials.apps;
    const numbers = types.map((type) => String(MEDIA_TYPES[type]));
    const app = spawn(PYTHON, [APP, clientId, clientSecret, ...numbers], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const lines = createInterface(app.stdout)[Symbol.asyncIterator]();
    const port = (await lines.next()).value ?? '';
    const meeting = await server.startMeeting({ webhookUrl: `http://127.0.0.1:${port}/` });
    const received = JSON.parse((await lines.next()).value ?? '{}') as Received;
    if (app.exitCode === null) await once(app, 'exit');

    expect(received.counts).toMatchObject(counts);
    expect(received.words).toEqual(words);
    if (cassette.startsWith('interrupted')) {
      expect(received.counts).toMatchObject({ 'media lost': 1, 'signaling lost': 1 });
    }
    expect(meeting.state).toBe('terminated');
    expect(problems(server).filter((text) => !/requests|subscribed/.test(text))).toEqual([]);
  });
});
