import { MediaDataOption } from '@rtms-mock/protocol';
import { expect, test } from 'vitest';
import { TestCore } from '../support/test-core.js';
import { testSource } from '../support/test-source.js';

/** Test source with participants that lack audio or video. */
function sourceWithout(what: 'hasAudio' | 'hasVideo') {
  const source = testSource();
  return {
    ...source,
    label: 'talk.wav',
    participants: source.participants.map((person) => ({ ...person, [what]: false })),
    ...(what === 'hasVideo' && { video: () => Promise.resolve(undefined) }),
  };
}

test.each([
  ['video', 'hasVideo', { media_type: 3 }, /^talk\.wav has no video; play a recording with video/],
  [
    'audio',
    'hasAudio',
    { media_type: 1, media_params: { audio: { data_opt: MediaDataOption.AUDIO_MULTI_STREAMS } } },
    /^talk\.wav has no audio; play a recording with audio/,
  ],
] as const)(
  'a request for %s that a recording does not have is noted once',
  async (kind, what, request, reason) => {
    const core = new TestCore({ media: sourceWithout(what) });
    await core.join(request);
    core.clock.advance(1000);
    const notes = core.journal.find().filter(({ type }) => type === 'media-unavailable');
    expect(notes.map(({ detail }) => detail)).toEqual([{ kind, reason: expect.stringMatching(reason) }]);
  },
);

test('nothing is recorded if at least one participant has a camera', async () => {
  const source = testSource();
  const video: typeof source.video = async (participant, format) =>
    participant === 0 ? source.video(0, format) : undefined;
  const core = new TestCore({ media: { ...source, video } });
  await core.join({ media_type: 2 });
  core.clock.advance(1000);
  expect(core.journal.find().filter(({ type }) => type === 'media-unavailable')).toEqual([]);
});
