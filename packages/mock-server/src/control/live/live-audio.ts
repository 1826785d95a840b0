/** Speaks a WAV file in a running meeting: the simplest way to send live audio from a program. */
import { nextTurn } from '../../clock.js';
import type { Clock } from '@rtms-mock/protocol';
import express, { type Request, type RequestHandler } from 'express';
import { BOOLEAN, STRING } from '../../input/kinds.js';
import { optional, readObject, required } from '../../input/object.js';
import { namedClause } from '../../input/reading.js';
import { asSentence } from '../../input/sentence.js';
import { parseWav, type PcmAudio } from '../../media/codecs/wav.js';
import { GUEST_LATENCY_MS } from '../../media/sources/live/guest-media.js';
import { LIVE_SAMPLE_RATES } from '../../media/sources/live/live-options.js';
import { LiveSourceError } from '../../media/sources/live/live-source-error.js';
import { TooManyGuestsError, type LiveGuest } from '../../meetings/live-guest.js';
import { PARTICIPANT_NAME } from '../../server/meeting-fields.js';
import type { MockMeeting } from '../../server/mock-meeting.js';
import { ApiError } from '../api-error.js';
import type { ControlContext } from '../control-context.js';
import { findMeeting } from '../meetings.js';
import type { SpokenAudio } from '../page-bodies.js';
import { requireOwnOrigin } from '../request-guards.js';
import type { Route } from '../route.js';

/** Max. size of a WAV file, in bytes: ten minutes at 16 kHz. */
const MAX_WAV_BYTES = 20 * 1024 * 1024;

/** Length of the pieces that are pushed, in milliseconds of meeting time. */
const PIECE_MS = 1000;

/** Audio that is pushed ahead of time, in milliseconds: a busy process causes no gap. */
const AHEAD_MS = 3000;

const QUERY = {
  name: required(PARTICIPANT_NAME, '', 'Add ?name=Ada to the URL.'),
  caption: optional(STRING),
  language: optional(STRING),
  wait: optional(BOOLEAN),
};

/** `POST /api/meetings/:streamId/live/audio`. */
export function liveAudioRoutes(context: ControlContext): Route[] {
  return [
    {
      method: 'POST',
      path: '/api/meetings/:streamId/live/audio',
      readBody: [
        requireOwnOrigin(context.settings),
        requireWav,
        express.raw({ limit: MAX_WAV_BYTES, type: () => true }),
      ],
      handle: async (request, response) => {
        const meeting = findMeeting(context, request.params['streamId']);
        const { name, caption, language, wait = false } = readQuery(request);
        const audio = readWav(request.body);
        // Reading the file and beginning to play it take a few milliseconds each.
        await nextTurn();
        const guest = join(meeting, name, audio, language);
        const durationMs = Math.round((audio.samples.length * 1000) / audio.channels / audio.sampleRateHz);
        const spoken = speak(guest, audio, { clock: context.server.clock, caption, durationMs });
        const body: SpokenAudio = { participant: { userId: guest.userId, name }, durationMs };
        if (!wait) {
          spoken.catch((error: unknown) =>
            context.settings.logger.log('warn', `the audio of ${name} ended early: ${String(error)}`),
          );
          response.status(202).json(body);
          return;
        }
        await spoken;
        response.json(body);
      },
    },
  ];
}

const requireWav: RequestHandler = (request, _response, next) => {
  const mediaType = (request.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase();
  if (mediaType !== undefined && ['audio/wav', 'audio/x-wav', 'audio/wave'].includes(mediaType))
    return next();
  throw new ApiError(
    415,
    'wav-required',
    'The body must be a WAV file.',
    'Send the header content-type: audio/wav.',
  );
};

function readQuery({ query }: Request) {
  const parameters = Object.fromEntries(Object.entries(query).filter(([, value]) => value !== ''));
  const reading = readObject(QUERY, parameters, { unknown: 'ignore', form: 'strings' });
  if (reading.ok) return reading.value;
  const [problem] = reading.problems;
  const sentence = asSentence(`The query parameter ${namedClause(problem, '')}`);
  throw new ApiError(400, 'invalid-query', sentence, problem.hint);
}

function readWav(body: unknown): PcmAudio {
  const refuse = (message: string): never => {
    throw new ApiError(
      400,
      'invalid-wav',
      message,
      'Send 16-bit PCM, such as: ffmpeg -i talk.mp3 -ac 1 -ar 16000 talk.wav',
    );
  };
  let audio: PcmAudio;
  try {
    audio = parseWav(Buffer.isBuffer(body) ? body : Buffer.alloc(0));
  } catch (error) {
    return refuse(`The body is ${error instanceof Error ? error.message : String(error)}.`);
  }
  const { channels, sampleRateHz, samples } = audio;
  if (channels !== 1 && channels !== 2)
    return refuse(`The file has ${channels} channels, and 1 or 2 are accepted.`);
  if (!LIVE_SAMPLE_RATES.includes(sampleRateHz)) {
    return refuse(`The file has ${sampleRateHz} Hz; accepted are ${LIVE_SAMPLE_RATES.join(', ')}.`);
  }
  if (samples.length < channels) return refuse('The file contains no samples.');
  return { ...audio, samples: samples.subarray(0, samples.length - (samples.length % channels)) };
}

function join(
  meeting: MockMeeting,
  name: string,
  { sampleRateHz, channels }: PcmAudio,
  language: string | undefined,
): LiveGuest {
  const audio = { sampleRateHz, channels: channels === 2 ? 2 : 1 } as const;
  try {
    return meeting.joinLive({ name, audio, ...(language !== undefined && { language }) });
  } catch (error) {
    if (error instanceof TooManyGuestsError) throw new ApiError(409, 'meeting-full', `${error.message}.`);
    if (error instanceof LiveSourceError) throw new ApiError(409, 'meeting-ended', `${error.message}.`);
    throw error;
  }
}

/** Pushes audio in meeting time, sends its words when they have been played, and leaves. */
async function speak(
  guest: LiveGuest,
  { samples, channels, sampleRateHz }: PcmAudio,
  {
    clock,
    caption,
    durationMs,
  }: { readonly clock: Clock; readonly caption: string | undefined; readonly durationMs: number },
): Promise<void> {
  const passed = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      clock.after(ms, resolve);
    });
  const piece = ((sampleRateHz * PIECE_MS) / 1000) * channels;
  const startMs = clock.now();
  let pushedMs = 0;
  for (let at = 0; at < samples.length && !guest.hasLeft; at += piece) {
    const part = samples.subarray(at, at + piece);
    guest.pushAudio(part);
    pushedMs += (part.length * 1000) / channels / sampleRateHz;
    const aheadMs = pushedMs - (clock.now() - startMs);
    if (aheadMs > AHEAD_MS) await passed(aheadMs - AHEAD_MS);
  }
  if (!guest.hasLeft) await passed(startMs + pushedMs + GUEST_LATENCY_MS - clock.now());
  if (caption !== undefined) guest.caption(caption, durationMs);
  // The longest packets are due a second after their first sample.
  if (!guest.hasLeft) await passed(PIECE_MS);
  guest.leave();
}
