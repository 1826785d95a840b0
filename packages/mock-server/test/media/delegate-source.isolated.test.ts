import { join } from 'node:path';
import { ManualClock } from '@rtms-mock/protocol/testing';
import { beforeEach, describe, expect, test, vi } from 'vitest';

import { arrangeSource } from '../../src/media/sources/arranged-source.js';
import { delegateSource } from '../../src/media/sources/delegate-source.js';
import { openMediaFile } from '../../src/media/sources/file/file-source.js';
import type { ChatLine, MediaSource } from '../../src/media/sources/media-source.js';
import { createMediaOpener } from '../../src/media/sources/open-media.js';
import { Preparations } from '../../src/media/sources/preparations.js';
import type { AudioFormat, Track, VideoFormat } from '../../src/media/tracks/track.js';
import { testSource } from '../support/test-source.js';
import { temporaryFolder, writeWav } from './file-support.js';

const l16: AudioFormat = { codec: 'L16', sampleRateHz: 16_000, channels: 1, intervalMs: 20 };
const png: VideoFormat = { codec: 'PNG', width: 640, height: 360, fps: 5 };

vi.mock(import('../../src/media/sources/file/file-source.js'), async (original) => ({
  ...(await original()),
  openMediaFile: vi.fn<typeof openMediaFile>(),
}));

/**
 * A source with every member, as a class with private state: a method that is called with another `this` throws.
 * `laterMember` and `laterGetter` stand for members that the interface does not have yet.
 */
class FullSource implements MediaSource {
  readonly label = 'full';
  readonly durationMs = 10_000;
  readonly #wrapped = testSource();
  #calls: string[] = [];
  chats: readonly ChatLine[] = [];
  #later = 0;

  #called<T>(name: string, result: T): T {
    this.#calls.push(name);
    return result;
  }

  /** Returns and clears the names of the methods that were called. */
  takeCalls(): string[] {
    const calls = this.#calls;
    this.#calls = [];
    return calls;
  }

  get participants(): MediaSource['participants'] {
    return this.#wrapped.participants;
  }

  get utterances(): MediaSource['utterances'] {
    return this.#wrapped.utterances;
  }

  get shares(): MediaSource['shares'] {
    return this.#wrapped.shares;
  }

  audio(): Promise<Track> {
    return this.#called('audio', this.#wrapped.audio('mixed', l16));
  }

  video(): Promise<Track | undefined> {
    return this.#called('video', Promise.resolve(undefined));
  }

  composed(): Promise<Track | undefined> {
    return this.#called('composed', Promise.resolve(undefined));
  }

  share(): Promise<Track | undefined> {
    return this.#called('share', Promise.resolve(undefined));
  }

  activeSpeakerAt(): number {
    return this.#called('activeSpeakerAt', 0);
  }

  sharerAt(): number | undefined {
    return this.#called('sharerAt', undefined);
  }

  forMeeting(): MediaSource {
    return this.#called('forMeeting', this);
  }

  refresh(): Promise<MediaSource> {
    return this.#called('refresh', Promise.resolve(this));
  }

  laterMember(): number {
    return this.#called('laterMember', this.#later);
  }

  get laterGetter(): number {
    this.#later += 1;
    return this.#later;
  }
}

const ARGUMENTS: { readonly [method: string]: readonly unknown[] } = {
  audio: ['mixed', l16],
  video: [0, png],
  composed: [{ kind: 'gallery', participants: [0] }, png],
  share: [png],
  activeSpeakerAt: [0],
  sharerAt: [0],
  forMeeting: [{ clock: new ManualClock(), originMs: 0, isOver: () => false }],
};

const METHODS = [
  'audio',
  'video',
  'composed',
  'share',
  'activeSpeakerAt',
  'sharerAt',
  'forMeeting',
  'refresh',
  'laterMember',
] as const;

type LaterSource = MediaSource & Pick<FullSource, 'laterGetter'>;

const wrappers: readonly [string, (source: MediaSource) => MediaSource | Promise<MediaSource>][] = [
  ['delegateSource', (source) => delegateSource(source, {})],
  ['Preparations.wrap', (source) => new Preparations().wrap(source)],
  ['arrangeSource', (source) => arrangeSource(source, ['Bo', 'Ana'])],
  [
    'createMediaOpener',
    (source) => {
      const folder = temporaryFolder();
      writeWav(join(folder, 'talk.wav'), { seconds: 1 });
      vi.mocked(openMediaFile).mockResolvedValue(source);
      return createMediaOpener({ folder, cacheDir: join(folder, 'cache') })('talk.wav');
    },
  ],
];

beforeEach(() => void vi.mocked(openMediaFile).mockReset());

describe.each(wrappers)('%s', (name, wrap) => {
  test.each(METHODS)('forwards %s to the source, as its `this`', async (method) => {
    const source = new FullSource();
    const wrapped = await wrap(source);
    await (Reflect.get(wrapped, method) as (...given: unknown[]) => unknown)(...(ARGUMENTS[method] ?? []));
    // An opener looks at the files itself, and opens them again only when they have changed.
    const isOwn = name === 'createMediaOpener' && method === 'refresh';
    expect(source.takeCalls()).toEqual(isOwn ? [] : [method]);
  });

  test('forwards the properties', async () => {
    const source = new FullSource();
    const { label, durationMs, participants, utterances, shares, chats } = await wrap(source);
    expect({ label, durationMs, chats }).toEqual({ label: 'full', durationMs: 10_000, chats: [] });
    const names = participants.map((participant) => participant.name);
    expect(names).toEqual(name === 'arrangeSource' ? ['Bo', 'Ana'] : ['Ana', 'Bo']);
    expect([utterances.length, shares.length]).toEqual([2, 1]);
  });

  test('forwards a getter that the interface does not have', async () => {
    const source = new FullSource();
    const wrapped = (await wrap(source)) as LaterSource;
    const before = wrapped.laterGetter;
    expect(wrapped.laterGetter).toBe(before + 1);
  });

  test('adds no optional member that the source does not have', async () => {
    const wrapped = await wrap(testSource());
    const added = name === 'createMediaOpener' ? ['refresh'] : [];
    expect(Object.keys(wrapped).sort()).toEqual([...Object.keys(testSource()), ...added].sort());
  });
});

test('an override replaces a member, an undefined one does not', () => {
  const source = new FullSource();
  const wrapped = delegateSource(source, { label: 'other', activeSpeakerAt: () => 7, sharerAt: undefined });
  expect([wrapped.label, wrapped.activeSpeakerAt(0)]).toEqual(['other', 7]);
  wrapped.sharerAt?.(0);
  expect(source.takeCalls()).toEqual(['sharerAt']);
});

test('the sources that `forMeeting` and `refresh` return are wrapped, too', async () => {
  const stage = { clock: new ManualClock(), originMs: 0, isOver: () => false };
  const source = new FullSource();
  const arranged = arrangeSource(source, ['Bo', 'Ana']);
  const nameOf = (wrapped: MediaSource | undefined): string | undefined => wrapped?.participants[0]?.name;
  expect(nameOf(arranged.forMeeting?.(stage))).toBe('Bo');
  expect(nameOf(await arranged.refresh?.())).toBe('Bo');
  const preparations = new Preparations();
  const kept = preparations.wrap(source);
  await preparations.close();
  for (const wrapped of [kept.forMeeting?.(stage), await kept.refresh?.()]) {
    expect(wrapped).not.toBe(source);
    expect(Object.keys(wrapped ?? {})).toContain('laterMember');
  }
});
