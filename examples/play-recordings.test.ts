import { createMediaOpener, startMockServer } from '@rtms-mock/server';
import { expect, test } from 'vitest';
import { folderOfRecordings } from './your-recordings.js';

test('two participants play a recording each, and a third one only listens', async () => {
  const openMedia = createMediaOpener({ folder: folderOfRecordings(), cacheDir: 'converted' });
  await using server = await startMockServer({ port: 0, mediaPort: 0, openMedia });

  const meeting = await server.startMeeting({
    participants: [{ name: 'Ana', media: 'ana.wav' }, { name: 'Bo', media: 'bo.wav' }, { name: 'Cleo' }],
  });

  expect(meeting.view().participants.map(({ name }) => name)).toEqual(['Ana', 'Bo', 'Cleo']);
});
