import { checkLanguage, describe, isJsonObject, isUint, type JsonObject } from '../checks/fields.js';
import type { MessageProblem, Violation } from '../checks/violation.js';
import { MediaType } from '../media.js';
import { audioCombinationProblem, effectiveAudio } from './audio-matrix.js';
import type { NegotiationOptions } from './negotiation-options.js';
import {
  DEFAULT_AUDIO_PARAMS,
  DEFAULT_CHAT_PARAMS,
  DEFAULT_DESKSHARE_PARAMS,
  DEFAULT_TRANSCRIPT_PARAMS,
  DEFAULT_VIDEO_PARAMS,
  type AudioParams,
  type ChatParams,
  type DeskshareParams,
  type MediaParams,
  type TranscriptParams,
  type VideoParams,
} from './media-params.js';

/** Result of {@link negotiateMediaParams}. */
export type NegotiationResult =
  | {
      /** True: all parameters are valid. */
      readonly ok: true;
      /** The effective parameters: one object for each requested media type. */
      readonly params: MediaParams;
    }
  | {
      /** False: the request is refused. */
      readonly ok: false;
      /** The first problem found. */
      readonly problem: MessageProblem;
    };

type MediaObjectName = 'audio' | 'video' | 'deskshare' | 'transcript' | 'chat';

/** Thrown and caught only inside this file: the first problem ends the negotiation. */
class Refusal extends Error {
  readonly problem: MessageProblem;
  constructor(problem: MessageProblem) {
    super(problem.reason);
    this.problem = problem;
  }
}

function refuse(violation: Violation, field: string, reason: string): never {
  throw new Refusal({ violation, field: `media_params.${field}`, reason: `media_params.${reason}` });
}

/**
 * Media types of a bit mask, in ascending order. 32 stands for every type of `scope`, itself a bit mask;
 * without it, for all five (PROTOCOL.md §18.7).
 */
export function mediaTypesOf(mask: number, scope: number = 31): MediaType[] {
  const requested = mask === MediaType.ALL ? scope : mask;
  return [1, 2, 4, 8, 16].filter((bit): bit is MediaType => (requested & bit) !== 0);
}

/**
 * Computes the effective parameters of a media handshake: the requested values, wire defaults for omitted
 * ones, one object for each requested type. Objects for other types are ignored (PROTOCOL.md §4.5). A missing
 * `media_params` is an error only in a strict reading of 2025 (PROTOCOL.md §15.3). Does not throw: an invalid
 * request is a result.
 */
export function negotiateMediaParams(
  mediaTypes: readonly MediaType[],
  requested: unknown,
  options: NegotiationOptions,
): NegotiationResult {
  try {
    if (requested == null && options.generation === '2025' && options.reading === 'strict') {
      const reason = 'media_params is missing';
      return { ok: false, problem: { violation: 'media-params-missing', field: 'media_params', reason } };
    }
    if (requested != null && !isJsonObject(requested)) {
      return {
        ok: false,
        problem: {
          violation: 'media-params-not-object',
          field: 'media_params',
          reason: `media_params must be an object, found ${describe(requested)}`,
        },
      };
    }
    const body: JsonObject = isJsonObject(requested) ? requested : {};
    const params: MediaParams = {};
    if (mediaTypes.includes(MediaType.AUDIO)) params.audio = audioParams(mediaObject(body, 'audio'), options);
    if (mediaTypes.includes(MediaType.VIDEO)) params.video = videoParams(mediaObject(body, 'video'), options);
    if (mediaTypes.includes(MediaType.DESKSHARE)) {
      params.deskshare = deskshareParams(mediaObject(body, 'deskshare'), options);
    }
    if (mediaTypes.includes(MediaType.TRANSCRIPT)) {
      params.transcript = transcriptParams(mediaObject(body, 'transcript'));
    }
    if (mediaTypes.includes(MediaType.CHAT)) params.chat = chatParams(mediaObject(body, 'chat'));
    return { ok: true, params };
  } catch (error) {
    if (error instanceof Refusal) return { ok: false, problem: error.problem };
    throw error;
  }
}

function mediaObject(body: JsonObject, name: MediaObjectName): JsonObject {
  const value = body[name];
  if (value === undefined || value === null) return {};
  if (isJsonObject(value)) return value;
  return refuse(`${name}-not-object`, name, `${name} must be an object, found ${describe(value)}`);
}

/** Reads one enum field. Missing: the default. Not an unsigned integer or not allowed: a refusal. */
function choice<T extends number>(
  from: JsonObject,
  media: MediaObjectName,
  name: string,
  allowed: readonly number[],
  fallback: T,
  violations: { readonly notUint: Violation; readonly invalid: Violation },
): T {
  const value = from[name];
  if (value === undefined || value === null) return fallback;
  if (!isUint(value)) {
    return refuse(
      violations.notUint,
      `${media}.${name}`,
      `${media}.${name} must be an unsigned integer, found ${describe(value)}`,
    );
  }
  if (!allowed.includes(value)) {
    return refuse(
      violations.invalid,
      `${media}.${name}`,
      `${media}.${name} must be one of ${allowed.join(', ')}, found ${value}`,
    );
  }
  return value as T;
}

function audioParams(from: JsonObject, options: NegotiationOptions): AudioParams {
  const params: AudioParams = {
    content_type: choice(from, 'audio', 'content_type', [1, 2], DEFAULT_AUDIO_PARAMS.content_type, {
      notUint: 'audio-content-type-not-uint',
      invalid: 'audio-content-type-invalid',
    }),
    codec: choice(from, 'audio', 'codec', [1, 2, 3, 4], DEFAULT_AUDIO_PARAMS.codec, {
      notUint: 'audio-codec-not-uint',
      invalid: 'audio-codec-invalid',
    }),
    sample_rate: choice(from, 'audio', 'sample_rate', [0, 1, 2, 3], DEFAULT_AUDIO_PARAMS.sample_rate, {
      notUint: 'audio-sample-rate-not-uint',
      invalid: 'audio-sample-rate-invalid',
    }),
    channel: choice(from, 'audio', 'channel', [1, 2], DEFAULT_AUDIO_PARAMS.channel, {
      notUint: 'audio-channel-not-uint',
      invalid: 'audio-channel-invalid',
    }),
    data_opt: choice(from, 'audio', 'data_opt', [1, 2], DEFAULT_AUDIO_PARAMS.data_opt, {
      notUint: 'audio-data-opt-not-uint',
      invalid: 'audio-data-opt-invalid',
    }),
    send_rate: sendRate(from['send_rate'], options),
  };
  const frameSize = from['frame_size'];
  if (frameSize !== undefined && frameSize !== null && !isUint(frameSize)) {
    refuse(
      'audio-frame-size-not-uint',
      'audio.frame_size',
      `audio.frame_size must be an unsigned integer, found ${describe(frameSize)}`,
    );
  }
  const misfit = audioCombinationProblem(params, options);
  if (misfit) refuse(misfit.violation, misfit.field, misfit.reason);
  return effectiveAudio(params);
}

/**
 * 20 to 1000 in steps of 20; a higher value is lowered to 1000 unless the reading is strict
 * (PROTOCOL.md §11.2).
 */
function sendRate(value: unknown, options: NegotiationOptions): number {
  if (value === undefined || value === null) return DEFAULT_AUDIO_PARAMS.send_rate;
  const field = 'audio.send_rate';
  if (!isUint(value)) {
    return refuse(
      'audio-send-rate-not-uint',
      field,
      `${field} must be an unsigned integer, found ${describe(value)}`,
    );
  }
  if (value > 1000 && options.reading !== 'strict') return 1000;
  if (value === 0 || value > 1000 || value % 20 !== 0) {
    return refuse(
      'audio-send-rate-invalid',
      field,
      `${field} must be a multiple of 20 from 20 to 1000, found ${value}`,
    );
  }
  return value;
}

function videoParams(from: JsonObject, options: NegotiationOptions): VideoParams {
  const dataOptions = options.generation === '2025' ? [3, 4, 5] : [3, 4];
  const content_type = choice(from, 'video', 'content_type', [1, 3], DEFAULT_VIDEO_PARAMS.content_type, {
    notUint: 'video-content-type-not-uint',
    invalid: 'video-content-type-invalid',
  });
  const codec = choice(from, 'video', 'codec', [5, 6, 7], DEFAULT_VIDEO_PARAMS.codec, {
    notUint: 'video-codec-not-uint',
    invalid: 'video-codec-invalid',
  });
  const resolution = choice(from, 'video', 'resolution', [1, 2, 3, 4], DEFAULT_VIDEO_PARAMS.resolution, {
    notUint: 'video-resolution-not-uint',
    invalid: 'video-resolution-invalid',
  });
  const data_opt = choice(from, 'video', 'data_opt', dataOptions, DEFAULT_VIDEO_PARAMS.data_opt, {
    notUint: 'video-data-opt-not-uint',
    invalid: 'video-data-opt-invalid',
  });
  const fps = frameRate(from, 'video', codec, DEFAULT_VIDEO_PARAMS.fps, 5, options);
  return { content_type, codec, resolution, fps, data_opt };
}

function deskshareParams(from: JsonObject, options: NegotiationOptions): DeskshareParams {
  const content_type = choice(
    from,
    'deskshare',
    'content_type',
    [1, 3],
    DEFAULT_DESKSHARE_PARAMS.content_type,
    { notUint: 'deskshare-content-type-not-uint', invalid: 'deskshare-content-type-invalid' },
  );
  const codec = choice(from, 'deskshare', 'codec', [5, 6, 7], DEFAULT_DESKSHARE_PARAMS.codec, {
    notUint: 'deskshare-codec-not-uint',
    invalid: 'deskshare-codec-invalid',
  });
  const resolution = choice(
    from,
    'deskshare',
    'resolution',
    [1, 2, 3, 4],
    DEFAULT_DESKSHARE_PARAMS.resolution,
    { notUint: 'deskshare-resolution-not-uint', invalid: 'deskshare-resolution-invalid' },
  );
  const imageLimit = options.reading === 'strict' ? 1 : 5;
  const fps = frameRate(from, 'deskshare', codec, DEFAULT_DESKSHARE_PARAMS.fps, imageLimit, options);
  return { content_type, codec, resolution, fps };
}

/**
 * 1 to 30; JPG and PNG up to `imageLimit`: a higher value is lowered to it, or refused in a strict reading
 * (PROTOCOL.md §11.3).
 */
function frameRate(
  from: JsonObject,
  media: 'video' | 'deskshare',
  codec: number,
  fallback: number,
  imageLimit: number,
  options: NegotiationOptions,
): number {
  const value = from['fps'];
  if (value === undefined || value === null) return fallback;
  if (!isUint(value)) {
    return refuse(
      `${media}-fps-not-uint`,
      `${media}.fps`,
      `${media}.fps must be an unsigned integer, found ${describe(value)}`,
    );
  }
  if (value === 0 || value > 30) {
    return refuse(`${media}-fps-invalid`, `${media}.fps`, `${media}.fps must be 1 to 30, found ${value}`);
  }
  const isImage = codec !== 7;
  if (!isImage || value <= imageLimit) return value;
  const codecWasChosen = from['codec'] !== undefined && from['codec'] !== null;
  if (codecWasChosen && options.reading === 'strict') {
    return refuse(
      `${media}-fps-invalid`,
      `${media}.fps`,
      `${media}.fps for JPG and PNG is at most ${imageLimit}, found ${value}`,
    );
  }
  return imageLimit;
}

function transcriptParams(from: JsonObject): TranscriptParams {
  const content_type = choice(
    from,
    'transcript',
    'content_type',
    [5],
    DEFAULT_TRANSCRIPT_PARAMS.content_type,
    { notUint: 'transcript-content-type-not-uint', invalid: 'transcript-content-type-invalid' },
  );
  const key = from['src_language'] === undefined ? 'language' : 'src_language';
  const language = from[key] ?? DEFAULT_TRANSCRIPT_PARAMS.src_language;
  refuseLanguage(language, `transcript.${key}`, 'transcript-source-language-invalid');
  const target = from['target_language'];
  if (target !== undefined && target !== null) {
    refuseLanguage(target, 'transcript.target_language', 'transcript-target-language-invalid');
  }
  return {
    content_type,
    src_language: language as number,
    enable_lid:
      from['enable_lid'] === undefined ? DEFAULT_TRANSCRIPT_PARAMS.enable_lid : from['enable_lid'] !== false,
  };
}

function refuseLanguage(value: unknown, field: string, violation: Violation): void {
  const problem = checkLanguage(value, field, violation);
  if (problem) refuse(problem.violation, field, problem.reason);
}

function chatParams(from: JsonObject): ChatParams {
  return {
    content_type: choice(from, 'chat', 'content_type', [5], DEFAULT_CHAT_PARAMS.content_type, {
      notUint: 'chat-content-type-not-uint',
      invalid: 'chat-content-type-invalid',
    }),
  };
}
