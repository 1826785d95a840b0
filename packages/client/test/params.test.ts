import { beforeEach, describe, expect, test } from 'vitest';
import rtms from '@rtms-mock/client';
import { wireMediaParams } from '../src/sdk/wire-params.js';

beforeEach(() => rtms.configureLogger({ enabled: false }));

test('has the defaults of the SDK', () => {
  expect(wireMediaParams(1 | 2 | 4 | 8, {})).toEqual({
    audio: { content_type: 2, sample_rate: 3, channel: 2, codec: 4, data_opt: 2, send_rate: 20 },
    video: { content_type: 3, codec: 7, resolution: 2, fps: 30, data_opt: 3 },
    deskshare: { content_type: 3, codec: 7, resolution: 2, fps: 30 },
    transcript: { content_type: 5, src_language: -1, enable_lid: true },
  });
  expect(wireMediaParams(0, {})).toEqual({});
});

test('has defaults for fields that are absent or undefined', () => {
  const audio = { codec: 1, sampleRate: 0, channel: 1, duration: 100 };
  expect(wireMediaParams(1, { audio }).audio).toEqual({
    content_type: 2,
    sample_rate: 0,
    channel: 1,
    codec: 1,
    data_opt: 2,
    send_rate: 100,
  });
  const video = { fps: undefined as unknown as number, codec: 5 };
  expect(wireMediaParams(2, { video }).video).toMatchObject({ codec: 5, fps: 30 });
});

describe('setAudioParams', () => {
  test.each([
    [{}],
    [{ channel: rtms.AudioChannel.MONO }],
    [{ codec: rtms.AudioCodec.L16, sampleRate: rtms.AudioSampleRate.SR_16K, frameSize: 320 }],
    [{ codec: rtms.AudioCodec.L16, sampleRate: rtms.AudioSampleRate.SR_8K, duration: 100, frameSize: 800 }],
    [{ codec: rtms.AudioCodec.L16, sampleRate: rtms.AudioSampleRate.SR_16K }],
  ])('accepts %j', (params) => {
    expect(new rtms.Client().setAudioParams(params)).toBe(true);
  });

  test.each([
    [{ codec: 7 }, 'Invalid audio codec: 7. Use one of rtms.AudioCodec'],
    [{ codec: 0 }, 'Invalid audio codec: UNDEFINED'],
    [{ contentType: 3 }, 'Invalid audio contentType: 3'],
    [{ channel: 3 }, 'Invalid audio channel: 3'],
    [{ dataOpt: 3 }, 'Invalid audio dataOpt: 3'],
    [{ sampleRate: 16_000 }, 'Invalid audio sampleRate: 16000'],
    [{ sampleRate: 1 }, 'OPUS needs AudioSampleRate.SR_48K'],
    [{ codec: 1, sampleRate: 1, frameSize: 640 }, 'Invalid audio frameSize: 640'],
  ])('refuses %j', (params, problem) => {
    expect(() => new rtms.Client().setAudioParams(params)).toThrow(problem);
  });

  test('with strict also refuses parameters that the SDK would refuse', () => {
    const client = new rtms.Client({ strict: true });
    expect(() => client.setAudioParams({ codec: 1, sampleRate: 1 })).toThrow(
      'frameSize is not set and becomes 320',
    );
  });
});

describe('setVideoParams and setDeskshareParams', () => {
  test.each([
    [{ codec: rtms.VideoCodec.JPG, fps: 5 }],
    [{ codec: rtms.VideoCodec.H264, fps: 1 }],
    [{ resolution: rtms.VideoResolution.QHD }],
  ])('accept %j', (params) => {
    expect(new rtms.Client().setVideoParams(params)).toBe(true);
    expect(new rtms.Client().setDeskshareParams(params)).toBe(true);
  });

  test.each([
    [{ codec: rtms.VideoCodec.PNG, fps: 6 }, 'fps: 6. JPG and PNG allow 1 to 5'],
    [{ codec: rtms.VideoCodec.JPG }, 'fps: 30. JPG and PNG allow 1 to 5'],
    [{ fps: 31 }, 'fps: 31. H264 allows 1 to 30'],
    [{ fps: 0 }, 'fps: 0'],
    [{ codec: 1 }, 'codec: 1'],
    [{ resolution: 9 }, 'resolution: 9'],
  ])('refuse %j', (params, problem) => {
    expect(() => new rtms.Client().setVideoParams(params)).toThrow(`Invalid video ${problem}`);
    expect(() => new rtms.Client().setDeskshareParams(params)).toThrow(`Invalid deskshare ${problem}`);
  });
});

test('setTranscriptParams accepts a plain object and one with setters', () => {
  const params = new rtms.TranscriptParams();
  params.setSrcLanguage(rtms.TranscriptLanguage.GERMAN);
  params.setEnableLid(false);
  expect(new rtms.Client().setTranscriptParams(params)).toBe(true);
  expect(wireMediaParams(8, { transcript: params }).transcript).toEqual({
    content_type: 5,
    src_language: 14,
    enable_lid: false,
  });
  expect(() => new rtms.Client().setTranscriptParams({ srcLanguage: 99 })).toThrow('srcLanguage: 99');
});

test('throws a TypeError for an argument that is not an object', () => {
  const client = new rtms.Client();
  expect(() => client.setAudioParams(undefined as never)).toThrow(TypeError);
  expect(() => client.setVideoParams('HD' as never)).toThrow(TypeError);
});
