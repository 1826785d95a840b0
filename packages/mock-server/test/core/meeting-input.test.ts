import { describe, expect, test } from 'vitest';
import type { StartMeetingOptions } from '../../src/server/mock-meeting.js';
import { startMockServer } from '../../src/server/mock-server.js';
import { OptionError } from '../../src/input/option-error.js';
import type { OpenMedia } from '../../src/media/sources/open-media.js';
import { TestCore } from '../support/test-core.js';
import { testSource } from '../support/test-source.js';

/** As a program in plain JavaScript might write it. */
function loose(input: unknown): StartMeetingOptions {
  return input as StartMeetingOptions;
}

describe('input of startMeeting', () => {
  test.each([
    [{ product: 'meetin' }, 'product', /one of meeting, .*, found "meetin"; did you mean meeting\?/],
    [{ protocol: 2024 }, 'protocol', /found "2024"; did you mean 2025\?/],
    [{ partcipants: [] }, 'partcipants', /^partcipants is not known; did you mean participants\?/],
    [{ participants: [5] }, 'participants[0]', /^participants\[0\] must be an object such as/],
    [{ participants: [{ naem: 'Ann' }] }, 'participants[0].naem', /did you mean name\?/],
    [{ media: 5 }, 'media', /must be a media source/],
    [{ media: 'x.mp4' }, 'media', /^media names x\.mp4, and this server opens no files/],
    [{ participants: [{ name: 'Ann', media: 'x.mp4' }] }, 'media', /^media names x\.mp4/],
    [{ webhookUrl: 'zz' }, 'webhookUrl', /did you mean http:\/\/zz\?/],
    [{ start: 'no' }, 'start', /true or false/],
    ['late-joiner', '', /^startMeeting's options must be an object, found "late-joiner"/],
  ])('%j is refused, and no meeting is created', async (input, option, message) => {
    const core = new TestCore();
    const starting = core.core.startMeeting(loose(input));
    await expect(starting).rejects.toThrow(OptionError);
    await expect(starting).rejects.toThrow(message);
    await expect(starting).rejects.toMatchObject({ option });
    expect([core.core.meetings(), core.journal.find()]).toEqual([[], []]);
    await core.core.close();
  });

  test('numbers are accepted as ids, and names as participants', async () => {
    const core = new TestCore();
    const input = { protocol: 2026, meetingId: 91234567890, participants: ['Ann', { name: 'Bob' }] };
    const view = (await core.startMeeting(loose(input))).view();
    expect([view.protocol, view.meetingId]).toEqual(['2026', '91234567890']);
    expect(view.participants.map(({ name }) => name)).toEqual(['Ann', 'Bob']);
  });

  test('a path is opened if the server opens files', async () => {
    const opened: unknown[] = [];
    const openMedia: OpenMedia = (choice) => {
      opened.push(choice);
      return Promise.resolve(testSource());
    };
    await using server = await startMockServer({ port: 0, mediaPort: 0, openMedia });
    await server.startMeeting({ media: 'x.mp4' });
    await server.startMeeting({ participants: ['Ann', { name: 'Bob', media: 'bob.wav' }] });
    expect(opened).toEqual(['x.mp4', [{ name: 'Ann' }, { name: 'Bob', media: 'bob.wav' }]]);
  });
});
