import { MediaDataOption, MessageType, type MediaParams } from '@rtms-mock/protocol';
import type { Participant } from '../../../meetings/participant.js';
import { generationOf } from '../../../policies.js';
import { videoFormat } from '../../formats.js';
import { MediaUnavailableError } from '../../media-unavailable-error.js';
import type { Track, VideoFormat } from '../../tracks/track.js';
import { ComposedCameras } from '../lanes/composed-cameras.js';
import type { FeedSelector, VideoFeed } from '../lanes/video-lane.js';
import { followGuests, unlessMissing } from './guest-tracks.js';
import {
  createWarmUp,
  describeMissing,
  prepareFirst,
  writerFor,
  type MediaPathInput,
  type PreparedLane,
} from './lane-preparation.js';
import { preparedVideoLane } from './prepared-video-lane.js';

/** Prepares the composed view or the cameras. */
export async function prepareVideo(
  input: MediaPathInput,
  params: MediaParams,
): Promise<PreparedLane | undefined> {
  if (!params.video) return undefined;
  const format = videoFormat(params.video);
  const select =
    (await prepareComposed(input, params, format)) ?? (await prepareCameras(input, params, format));
  return preparedVideoLane(input, 'video', format, select);
}

/**
 * Prepares the speaker or gallery view of 2025 (PROTOCOL.md §18.12). Returns `undefined` in every other case, and for
 * sources that compose no views; the active speaker's camera is shown then.
 */
async function prepareComposed(
  input: MediaPathInput,
  { video }: MediaParams,
  format: VideoFormat,
): Promise<FeedSelector | undefined> {
  const { meeting, dialect, signal } = input;
  const isGallery = video?.data_opt === MediaDataOption.VIDEO_MIXED_GALLERY_VIEW;
  const isSpeakerView = video?.data_opt === MediaDataOption.VIDEO_MIXED_SPEAKER_VIEW;
  const compose = meeting.source.composed?.bind(meeting.source);
  if (generationOf(dialect) !== '2025' || !(isGallery || isSpeakerView) || !compose) return undefined;
  const warmUp = createWarmUp(input);
  const cameras = new ComposedCameras({
    meeting,
    kind: isGallery ? 'gallery' : 'speaker',
    compose: async (view) => {
      const track = await compose(view, format, signal);
      if (track) await warmUp(track);
      return track;
    },
    // The gallery belongs to no participant, like mixed audio.
    writerOf: (speaker) => writerFor(input, MessageType.MEDIA_DATA_VIDEO, speaker),
    onFailure: (error) => {
      if (!signal.aborted) input.onUnavailable('video', error);
    },
  });
  const isComposed = await cameras.prepareFirst(meeting.positionNowMs);
  if (!isComposed) return undefined;
  // Views are composed before they are played, so a guest who speaks is shown alone.
  const guests = new Map<number, VideoFeed>();
  addGuestCameras(input, format, guests);
  return (positionMs) => {
    const speaker = guests.size > 0 ? meeting.speaker.at(positionMs) : undefined;
    const guest = speaker && meeting.cameras.isVisible(speaker) ? guests.get(speaker.sourceIndex) : undefined;
    return guest ?? cameras.select(positionMs);
  };
}

/** Prepares all cameras. Selects the active speaker's, or in 2026 the one that the app subscribed to. */
async function prepareCameras(
  input: MediaPathInput,
  { video }: MediaParams,
  format: VideoFormat,
): Promise<FeedSelector> {
  const { meeting } = input;
  const cameras =
    (await unlessMissing(input, 'video', sourceCameras(input, format))) ?? new Map<number, VideoFeed>();
  addGuestCameras(input, format, cameras);
  const cameraOf = (participant: Participant | undefined): VideoFeed | undefined =>
    participant && meeting.cameras.isVisible(participant) ? cameras.get(participant.sourceIndex) : undefined;
  return generationOf(input.dialect) !== '2025' &&
    video?.data_opt === MediaDataOption.VIDEO_SINGLE_INDIVIDUAL_STREAM
    ? () => cameraOf(meeting.presence.find(input.subscribedVideo() ?? -1))
    : (positionMs) => cameraOf(meeting.speaker.at(positionMs));
}

/** Adds the cameras of guests, and removes those of guests who leave. */
function addGuestCameras(input: MediaPathInput, format: VideoFormat, cameras: Map<number, VideoFeed>): void {
  followGuests(input, {
    kind: 'video',
    prepare: ({ media }) => media.frames('video', format, input.signal),
    add: ({ participant }, track) => {
      cameras.set(participant.sourceIndex, cameraFeed(input, participant, track));
      return () => cameras.delete(participant.sourceIndex);
    },
  });
}

/** Prepares the cameras of the source's participants, by index. */
async function sourceCameras(input: MediaPathInput, format: VideoFormat): Promise<Map<number, VideoFeed>> {
  const { meeting } = input;
  const cameras = new Map<number, VideoFeed>();
  const warmUp = createWarmUp(input);
  await Promise.all(
    meeting.participants.map(async (participant) => {
      if (!meeting.source.participants[participant.sourceIndex]) return;
      const track = await meeting.source.video(participant.sourceIndex, format, input.signal);
      if (track) await warmUp(track);
      await prepareFirst(input, track);
      if (track) cameras.set(participant.sourceIndex, cameraFeed(input, participant, track));
    }),
  );
  if (cameras.size === 0) throw new MediaUnavailableError('no-video', describeMissing(meeting, 'video'));
  return cameras;
}

function cameraFeed(input: MediaPathInput, participant: Participant, track: Track): VideoFeed {
  return { track, write: writerFor(input, MessageType.MEDIA_DATA_VIDEO, participant) };
}
