import { MessageType, type MediaParams } from '@rtms-mock/protocol';
import { videoFormat } from '../../formats.js';
import { VideoLane, type FeedSelector, type VideoFeed } from '../lanes/video-lane.js';
import { writerFor, type MediaPathInput, type PreparedLane } from './lane-preparation.js';

/** Prepares the screen share, which is sent in the name of the participant who shares. */
export async function prepareShare(
  input: MediaPathInput,
  params: MediaParams,
): Promise<PreparedLane | undefined> {
  const { meeting, sink } = input;
  if (!params.deskshare) return undefined;
  const format = videoFormat(params.deskshare);
  const track = await meeting.source.share(format, input.signal);
  if (!track) return undefined;
  const screens = new Map<number, VideoFeed>(
    meeting.participants.map((participant) => [
      participant.sourceIndex,
      { track, write: writerFor(input, MessageType.MEDIA_DATA_SHARE, participant) },
    ]),
  );
  const select: FeedSelector = (positionMs) => {
    const sharer = meeting.share.sharerAt(positionMs);
    return sharer && screens.get(sharer.sourceIndex);
  };
  const intervalMs = 1000 / format.fps;
  return ({ readyMs, nowMs, lateFrames }) => {
    const lane = new VideoLane({
      kind: 'deskshare',
      meeting,
      select,
      sink,
      lateFrames,
      fromMs: readyMs,
      intervalMs,
    });
    return { lane, missed: lane.leaveOutBefore(nowMs) };
  };
}
