import { MessageType, type MediaParams } from '@rtms-mock/protocol';
import type { Participant } from '../../../meetings/participant.js';
import type { Track } from '../../tracks/track.js';
import { videoFormat } from '../../formats.js';
import { MediaUnavailableError } from '../../media-unavailable-error.js';
import type { FeedSelector, VideoFeed } from '../lanes/video-lane.js';
import { followGuests } from './guest-tracks.js';
import {
  createWarmUp,
  prepareFirst,
  writerFor,
  type MediaPathInput,
  type PreparedLane,
} from './lane-preparation.js';
import { preparedVideoLane } from './prepared-video-lane.js';

/** Prepares the screen share, also of guests. It is sent in the name of the participant who shares. */
export async function prepareShare(
  input: MediaPathInput,
  params: MediaParams,
): Promise<PreparedLane | undefined> {
  const { meeting } = input;
  if (!params.deskshare) return undefined;
  const format = videoFormat(params.deskshare);
  const track = await meeting.source.share(format, input.signal);
  if (track) await createWarmUp(input)(track);
  await prepareFirst(input, track);
  // The lane starts all the same, because guests may share.
  if (!track) input.onUnavailable('deskshare', new MediaUnavailableError('no-share', missingShare(meeting)));
  const feedOf = (participant: Participant, screen: Track): VideoFeed => ({
    track: screen,
    write: writerFor(input, MessageType.MEDIA_DATA_SHARE, participant),
  });
  const screens = new Map<number, VideoFeed>();
  for (const participant of track ? meeting.participants : []) {
    if (track) screens.set(participant.sourceIndex, feedOf(participant, track));
  }
  followGuests(input, {
    kind: 'deskshare',
    prepare: ({ media }) => media.frames('share', format, input.signal),
    add: ({ participant }, screen) => {
      screens.set(participant.sourceIndex, feedOf(participant, screen));
      return () => screens.delete(participant.sourceIndex);
    },
  });
  const select: FeedSelector = (positionMs) => {
    const sharer = meeting.share.sharerAt(positionMs);
    return sharer && screens.get(sharer.sourceIndex);
  };
  return preparedVideoLane(input, 'deskshare', format, select);
}

function missingShare({ source }: MediaPathInput['meeting']): string {
  return `${source.label} has no screen share; give a participant one (share), or request other media types only`;
}
