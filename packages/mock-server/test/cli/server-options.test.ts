import { expect, test } from 'vitest';
import { serverOptions, type Prepared } from '../../src/cli/server-options.js';
import { resolveFlags } from '../../src/config/resolve.js';
import { SERVE_OPTIONS } from '../../src/config/serve-options.js';
import { silentLogger } from '../../src/log.js';

const NOTHING: Prepared = {
  credentials: undefined,
  media: undefined,
  replay: undefined,
  cassettes: undefined,
  scenario: undefined,
  scenarioFor: undefined,
  openMedia: () => Promise.reject(new Error('not opened')),
  tls: undefined,
  logger: silentLogger,
};

test('flags and variables set options of the server', () => {
  const values = resolveFlags(SERVE_OPTIONS, {
    flags: { lateFrames: 'skip' },
    environment: { RTMS_MOCK_MEDIA_BUFFER: '512k' },
  });
  expect(serverOptions(values, NOTHING)).toMatchObject({ lateFrames: 'skip', mediaBufferBytes: 524_288 });
  const none = serverOptions({}, NOTHING);
  expect([none.lateFrames, none.mediaBufferBytes]).toEqual([undefined, undefined]);
});
