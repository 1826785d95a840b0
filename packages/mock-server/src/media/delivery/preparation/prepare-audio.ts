import { MediaDataOption, MessageType, type MediaFrameWriter, type MediaParams } from '@rtms-mock/protocol';
import { generationOf } from '../../../policies.js';
import { audioFormat } from '../../formats.js';
import { MediaUnavailableError } from '../../media-unavailable-error.js';
import type { AudioFormat } from '../../tracks/track.js';
import { AudioLane, type AudioFeed } from '../lanes/audio-lane.js';
import { mixedAudio, type MixedAudio } from '../lanes/mixed-audio.js';
import { describeMissing, writerFor, type MediaPathInput, type PreparedLane } from './lane-preparation.js';

/** Prepares the mixed audio, or the audio of each participant. */
export async function prepareAudio(
  input: MediaPathInput,
  params: MediaParams,
): Promise<PreparedLane | undefined> {
  const { meeting, sink, signal } = input;
  if (!params.audio) return undefined;
  const format = audioFormat(params.audio);
  const onFailure = (error: unknown): void => input.onUnavailable('audio', error);
  const mixed = (): Promise<MixedAudio> => mixedAudio({ meeting, format, signal, onFailure });
  const isPerParticipant = params.audio.data_opt === MediaDataOption.AUDIO_MULTI_STREAMS;
  const isPerChannel = !isPerParticipant && sendsChannels(input);
  const feeds =
    isPerParticipant || isPerChannel ? await prepareFeeds(input, format) : [mixedFeed(input, await mixed())];
  const silence = isPerChannel ? { track: await mixed(), write: silenceWriter(input) } : undefined;
  return ({ nowMs, audioFromMs, lateFrames }) => ({
    lane: new AudioLane({
      meeting,
      feeds,
      ...(silence && { silence }),
      sink,
      lateFrames,
      nowMs,
      intervalMs: format.intervalMs,
      fromMs: audioFromMs,
    }),
  });
}

function mixedFeed(input: MediaPathInput, track: MixedAudio): AudioFeed {
  const write = writerFor(input, MessageType.MEDIA_DATA_AUDIO);
  return { track, mix: track, write };
}

/** Prepares one feed for each participant with audio. */
function prepareFeeds(input: MediaPathInput, format: AudioFormat): Promise<AudioFeed[]> {
  const { meeting, signal } = input;
  const speakers = meeting.participants.filter(
    ({ sourceIndex }) => meeting.source.participants[sourceIndex]?.hasAudio,
  );
  if (speakers.length === 0) throw new MediaUnavailableError('no-audio', describeMissing(meeting, 'audio'));
  return Promise.all(
    speakers.map(async (participant) => ({
      track: await meeting.source.audio({ participant: participant.sourceIndex }, format, signal),
      write: writerFor(input, MessageType.MEDIA_DATA_AUDIO, participant),
      isAudible: (positionMs) => meeting.presence.wasAudible(participant, positionMs),
    })),
  );
}

/**
 * In 2026 a Contact Center engagement or a phone call is sent as one channel per party even when mixed audio is requested
 * (PROTOCOL.md §12.1); in 2025 it is mixed. Programs that join all channels into one recording expect real time, so while
 * all are silent, one channel carries silence.
 */
function sendsChannels({ meeting, dialect }: MediaPathInput): boolean {
  return (
    generationOf(dialect) !== '2025' && (meeting.product === 'contact_center' || meeting.product === 'phone')
  );
}

/** Silence is sent in the name of the participant who spoke last. */
function silenceWriter(input: MediaPathInput): (positionMs: number) => MediaFrameWriter {
  const { meeting } = input;
  const writers = new Map(
    [undefined, ...meeting.participants].map((participant) => [
      participant,
      writerFor(input, MessageType.MEDIA_DATA_AUDIO, participant),
    ]),
  );
  const anonymous = writerFor(input, MessageType.MEDIA_DATA_AUDIO);
  return (positionMs) => writers.get(meeting.speaker.at(positionMs)) ?? anonymous;
}
