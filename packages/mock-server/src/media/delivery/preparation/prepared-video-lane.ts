import type { VideoFormat } from '../../tracks/track.js';
import { VideoLane, type FeedSelector } from '../lanes/video-lane.js';
import type { MediaPathInput, PreparedLane } from './lane-preparation.js';

/** Returns the lane of cameras or of the shared screen, of which `select` names the one that is sent. */
export function preparedVideoLane(
  { meeting, sink }: Pick<MediaPathInput, 'meeting' | 'sink'>,
  kind: VideoLane['kind'],
  format: VideoFormat,
  select: FeedSelector,
): PreparedLane {
  return ({ readyMs, nowMs, lateFrames }) => {
    const lane = new VideoLane({
      kind,
      meeting,
      select,
      sink,
      lateFrames,
      fromMs: readyMs,
      intervalMs: 1000 / format.fps,
      checksH264: format.codec === 'H264' && meeting.source.durationMs !== Infinity,
    });
    return { lane, missed: lane.leaveOutBefore(nowMs) };
  };
}
