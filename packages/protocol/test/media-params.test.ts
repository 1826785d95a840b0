import { describe, expect, test } from 'vitest';
import {
  mediaTypesOf,
  negotiateMediaParams,
  type MediaParams,
  type MediaType,
  type NegotiationOptions,
} from '../src/index.js';

const AUDIO = mediaTypesOf(1);
const VIDEO = mediaTypesOf(2);
const SHARE = mediaTypesOf(4);
const compatible: NegotiationOptions = { generation: '2026' };
const strict: NegotiationOptions = { generation: '2026', reading: 'strict' };
const in2025: NegotiationOptions = { generation: '2025' };

/** The effective parameters, or the violation. */
function outcome(
  types: readonly MediaType[],
  requested: unknown,
  options = compatible,
): MediaParams | string {
  const negotiated = negotiateMediaParams(types, requested, options);
  return negotiated.ok ? negotiated.params : negotiated.problem.violation;
}

describe('omitted parameters get the wire default', () => {
  test('for all media types', () => {
    expect(outcome(mediaTypesOf(32), undefined)).toStrictEqual({
      audio: { content_type: 2, sample_rate: 1, channel: 1, codec: 1, data_opt: 1, send_rate: 20 },
      video: { content_type: 3, codec: 5, resolution: 2, fps: 5, data_opt: 3 },
      deskshare: { content_type: 3, codec: 5, resolution: 3, fps: 1 },
      transcript: { content_type: 5, src_language: 9, enable_lid: true },
      chat: { content_type: 5 },
    });
  });

  test('null counts as omitted: for media_params, an object and a field', () => {
    expect(outcome(AUDIO, null)).toStrictEqual(outcome(AUDIO, {}));
    expect(outcome(AUDIO, { audio: null })).toStrictEqual(outcome(AUDIO, {}));
    expect(outcome(AUDIO, { audio: { codec: null, sample_rate: null } })).toStrictEqual(outcome(AUDIO, {}));
  });

  test('a missing media_params is an error only in a strict reading of 2025', () => {
    const strict2025: NegotiationOptions = { generation: '2025', reading: 'strict' };
    for (const nothing of [undefined, null]) {
      expect(outcome(AUDIO, nothing, strict2025)).toBe('media-params-missing');
      expect(outcome(AUDIO, nothing, strict)).toHaveProperty('audio');
    }
    expect(outcome(AUDIO, {}, strict2025)).toHaveProperty('audio');
  });

  test('sample rate 0 is 8 kHz and does not count as missing', () => {
    expect(outcome(AUDIO, { audio: { sample_rate: 0 } })).toMatchObject({ audio: { sample_rate: 0 } });
  });

  test('objects for types that were not requested are ignored, even invalid ones', () => {
    expect(outcome(AUDIO, { video: 'nonsense', audio: {} })).toStrictEqual(outcome(AUDIO, {}));
  });

  test('mediaTypesOf returns the types of a mask, and all in scope for 32', () => {
    expect(mediaTypesOf(9)).toStrictEqual([1, 8]);
    expect(mediaTypesOf(32)).toStrictEqual([1, 2, 4, 8, 16]);
    expect(mediaTypesOf(32, 9)).toStrictEqual([1, 8]);
  });
});

/**
 * content_type, codec, sample_rate, channel, send_rate; then the result in a compatible reading, in a strict one
 * and in 2025, where the answer contains the parameters that are really sent.
 */
const ok = 'granted';
const COMBINATIONS: [string, number[], string, string, string | object][] = [
  ['RAW L16 8k mono', [2, 1, 0, 1, 20], ok, ok, ok],
  ['RAW L16 16k mono 100 ms', [2, 1, 1, 1, 100], ok, ok, ok],
  ['RAW L16 32k stereo 1000 ms', [2, 1, 2, 2, 1000], ok, ok, ok],
  ['RAW L16 48k stereo', [2, 1, 3, 2, 20], ok, ok, ok],
  ['RAW OPUS 48k mono', [2, 4, 3, 1, 20], ok, ok, ok],
  ['RTP OPUS 48k stereo', [1, 4, 3, 2, 20], ok, ok, ok],
  ['RTP G711 8k mono', [1, 2, 0, 1, 20], ok, ok, ok],
  ['RAW G711 8k mono', [2, 2, 0, 1, 20], ok, ok, ok],
  ['RTP G722 16k mono', [1, 3, 1, 1, 20], ok, ok, ok],
  ['RAW G722 16k mono', [2, 3, 1, 1, 20], ok, ok, ok],
  ['RTP L16 16k mono 100 ms', [1, 1, 1, 1, 100], ok, 'audio-codec-invalid', ok],
  [
    'OPUS at 16k',
    [2, 4, 1, 1, 20],
    'audio-sample-rate-invalid',
    'audio-sample-rate-invalid',
    { sample_rate: 3 },
  ],
  ['G722 stereo', [2, 3, 1, 2, 20], 'audio-channel-invalid', 'audio-channel-invalid', { channel: 1 }],
  [
    'OPUS in 100 ms',
    [2, 4, 3, 1, 100],
    'audio-send-rate-invalid',
    'audio-send-rate-invalid',
    { send_rate: 20 },
  ],
  [
    'G711 at 16k',
    [1, 2, 1, 1, 20],
    'audio-sample-rate-invalid',
    'audio-sample-rate-invalid',
    { sample_rate: 0 },
  ],
];

describe('audio', () => {
  test.each(COMBINATIONS)('%s', (_title, values, whenCompatible, whenStrict, when2025) => {
    const [content_type, codec, sample_rate, channel, send_rate] = values;
    const audio = { content_type, codec, sample_rate, channel, data_opt: 2, send_rate };
    for (const [options, expected] of [
      [compatible, whenCompatible],
      [strict, whenStrict],
      [in2025, when2025],
    ] as const) {
      const found = outcome(AUDIO, { audio }, options);
      if (typeof expected === 'object') expect(found).toStrictEqual({ audio: { ...audio, ...expected } });
      else expect(found).toStrictEqual(expected === ok ? { audio } : expected);
    }
  });

  test.each([
    [20, 20, 20],
    [980, 980, 980],
    [1000, 1000, 1000],
    [1001, 1000, 'audio-send-rate-invalid'],
    [5000, 1000, 'audio-send-rate-invalid'],
    [0, 'audio-send-rate-invalid', 'audio-send-rate-invalid'],
    [30, 'audio-send-rate-invalid', 'audio-send-rate-invalid'],
    [-20, 'audio-send-rate-not-uint', 'audio-send-rate-not-uint'],
  ])('send_rate %s becomes %s, in a strict reading %s', (send_rate, whenCompatible, whenStrict) => {
    for (const [options, expected] of [
      [compatible, whenCompatible],
      [in2025, whenCompatible],
      [strict, whenStrict],
    ] as const) {
      const found = outcome(AUDIO, { audio: { send_rate } }, options);
      expect(typeof found === 'string' ? found : found.audio?.send_rate).toBe(expected);
    }
  });
});

describe('frame rates and views', () => {
  /** Request; then fps in a compatible and in a strict reading. */
  const VIDEO_RATES: [object, number, number | string][] = [
    [{ codec: 7, fps: 30 }, 30, 30],
    [{ codec: 7, fps: 1 }, 1, 1],
    [{ codec: 5, fps: 5 }, 5, 5],
    [{ codec: 5, fps: 25 }, 5, 'video-fps-invalid'],
    [{ codec: 6, fps: 6 }, 5, 'video-fps-invalid'],
    [{ fps: 25 }, 5, 5],
    [{ codec: 7 }, 5, 5],
  ];
  test.each(VIDEO_RATES)('video %o: %s fps, in a strict reading %s', (video, whenCompatible, whenStrict) => {
    for (const [options, expected] of [
      [compatible, whenCompatible],
      [strict, whenStrict],
    ] as const) {
      const found = outcome(VIDEO, { video }, options);
      expect(typeof found === 'string' ? found : found.video?.fps).toBe(expected);
    }
  });

  const SHARE_RATES: [object, number, number | string][] = [
    [{ codec: 7, fps: 15 }, 15, 15],
    [{ codec: 5, fps: 1 }, 1, 1],
    [{ codec: 5, fps: 3 }, 3, 'deskshare-fps-invalid'],
    [{ codec: 6, fps: 10 }, 5, 'deskshare-fps-invalid'],
    [{ fps: 10 }, 5, 1],
  ];
  test.each(SHARE_RATES)(
    'share %o: %s fps, in a strict reading %s',
    (deskshare, whenCompatible, whenStrict) => {
      for (const [options, expected] of [
        [compatible, whenCompatible],
        [strict, whenStrict],
      ] as const) {
        const found = outcome(SHARE, { deskshare }, options);
        expect(typeof found === 'string' ? found : found.deskshare?.fps).toBe(expected);
      }
    },
  );

  test('the gallery view exists in 2025 only', () => {
    const requested = { video: { data_opt: 5 } };
    expect(outcome(VIDEO, requested, in2025)).toMatchObject({ video: { data_opt: 5 } });
    expect(outcome(VIDEO, requested)).toBe('video-data-opt-invalid');
  });
});

describe('transcript', () => {
  test.each([
    [{ src_language: 28 }, { src_language: 28, enable_lid: true }],
    [{ language: 28 }, { src_language: 28, enable_lid: true }],
    [
      { src_language: 28, language: 1 },
      { src_language: 28, enable_lid: true },
    ],
    [{ src_language: -1 }, { src_language: -1, enable_lid: true }],
    [
      { src_language: 0, enable_lid: false },
      { src_language: 0, enable_lid: false },
    ],
    [{ target_language: 4 }, { src_language: 9, enable_lid: true }],
  ])('%o', (transcript, expected) => {
    expect(outcome(mediaTypesOf(8), { transcript })).toStrictEqual({
      transcript: { content_type: 5, ...expected },
    });
  });
});
