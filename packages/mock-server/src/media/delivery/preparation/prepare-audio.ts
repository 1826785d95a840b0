import { MediaDataOption, MessageType, type MediaParams } from '@rtms-mock/protocol';
import type { Participant } from '../../../meetings/participant.js';
import { generationOf } from '../../../policies.js';
import { audioFormat } from '../../formats.js';
import { MediaUnavailableError } from '../../media-unavailable-error.js';
import type { AudioFormat, Track } from '../../tracks/track.js';
import { AudioLane, type AudioFeed } from '../lanes/audio-lane.js';
import type { ChunkWriter } from '../lanes/chunk-writer.js';
import { GuestMix } from '../lanes/guest-mix.js';
import { mixedAudio, type MixedAudio } from '../lanes/mixed-audio.js';
import { followGuests, unlessMissing } from './guest-tracks.js';
import { describeMissing, writerFor, type MediaPathInput, type PreparedLane } from './lane-preparation.js';

/** Prepares the mixed audio, or the audio of each participant, with that of guests. */
export async function prepareAudio(
  input: MediaPathInput,
  params: MediaParams,
): Promise<PreparedLane | undefined> {
  const { meeting, sink } = input;
  if (!params.audio) return undefined;
  const format = audioFormat(params.audio);
  const isPerParticipant = params.audio.data_opt === MediaDataOption.AUDIO_MULTI_STREAMS;
  const isPerChannel = !isPerParticipant && sendsChannels(input);
  const feeds =
    isPerParticipant || isPerChannel
      ? await prepareFeeds(input, format)
      : [await prepareMixedFeed(input, format)];
  const mixed = isPerChannel ? await unlessMissing(input, 'audio', mixOf(input, format)) : undefined;
  const silence = mixed && { track: mixed, write: silenceWriter(input) };
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

/** Prepares the mix of the source's participants. */
function mixOf(input: MediaPathInput, format: AudioFormat): Promise<MixedAudio> {
  const { meeting, signal } = input;
  const onFailure = (error: unknown): void => input.onUnavailable('audio', error);
  return mixedAudio({ meeting, format, signal, onFailure });
}

async function prepareMixedFeed(input: MediaPathInput, format: AudioFormat): Promise<AudioFeed> {
  const { meeting, signal } = input;
  const base = await unlessMissing(input, 'audio', mixOf(input, format));
  const samples: AudioFormat = { ...format, codec: 'L16' };
  const mix = new GuestMix({
    meeting,
    format,
    base,
    samplesOfBase: async () => base && mixOf(input, samples),
    signal,
    onFailure: (error) => input.onUnavailable('audio', error),
  });
  followGuests(input, {
    kind: 'audio',
    prepare: ({ media }) => media.audio(samples, signal),
    add: (guest, track) => mix.add(guest, track),
  });
  const write = writerFor(input, MessageType.MEDIA_DATA_AUDIO);
  return { track: base ?? silentTrack(format), mix, write };
}

function silentTrack({ intervalMs }: AudioFormat): Track {
  return { length: Infinity, intervalMs, chunkAt: () => undefined };
}

/** Prepares one feed for each participant with audio. Feeds of guests are added and removed while the lane plays. */
async function prepareFeeds(input: MediaPathInput, format: AudioFormat): Promise<AudioFeed[]> {
  const { meeting, signal } = input;
  const feedOf = (participant: Participant, track: Track): AudioFeed => ({
    track,
    write: writerFor(input, MessageType.MEDIA_DATA_AUDIO, participant),
    isAudible: (positionMs) => meeting.presence.wasAudible(participant, positionMs),
  });
  const feeds = (await unlessMissing(input, 'audio', prepareSpeakers(input, format, feedOf))) ?? [];
  followGuests(input, {
    kind: 'audio',
    prepare: ({ media }) => media.audio(format, signal),
    add: ({ participant }, track) => {
      const feed = feedOf(participant, track);
      feeds.push(feed);
      return () => feeds.splice(feeds.indexOf(feed), 1);
    },
  });
  return feeds;
}

/** Prepares the feeds of the source's participants. */
async function prepareSpeakers(
  { meeting, signal }: MediaPathInput,
  format: AudioFormat,
  feedOf: (participant: Participant, track: Track) => AudioFeed,
): Promise<AudioFeed[]> {
  const speakers = meeting.participants.filter(
    ({ sourceIndex }) => meeting.source.participants[sourceIndex]?.hasAudio,
  );
  if (speakers.length === 0) throw new MediaUnavailableError('no-audio', describeMissing(meeting, 'audio'));
  return Promise.all(
    speakers.map(async (participant) =>
      feedOf(
        participant,
        await meeting.source.audio({ participant: participant.sourceIndex }, format, signal),
      ),
    ),
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
function silenceWriter(input: MediaPathInput): (positionMs: number) => ChunkWriter {
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
