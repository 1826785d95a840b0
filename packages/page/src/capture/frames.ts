/** Frames of a video track, wherever they come from: a track processor, or a video element where there is none. */

/** `MediaStreamTrackProcessor`, which the types of the DOM do not have. */
interface TrackProcessor {
  readonly readable: ReadableStream<VideoFrame>;
}
type TrackProcessorConstructor = new (init: { readonly track: MediaStreamTrack }) => TrackProcessor;

function trackProcessor(): TrackProcessorConstructor | undefined {
  return (globalThis as { readonly MediaStreamTrackProcessor?: TrackProcessorConstructor })
    .MediaStreamTrackProcessor;
}

/** Calls `take` with each frame and closes it afterwards. Returns a function that ends this. */
export function readFrames(track: MediaStreamTrack, take: (frame: VideoFrame) => Promise<void>): () => void {
  const Processor = trackProcessor();
  return Processor === undefined ? readElement(track, take) : readTrack(new Processor({ track }), take);
}

function readTrack({ readable }: TrackProcessor, take: (frame: VideoFrame) => Promise<void>): () => void {
  const reader = readable.getReader();
  const pump = async (): Promise<void> => {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      await take(value).finally(() => value.close());
    }
  };
  void pump().catch(() => undefined);
  return () => void reader.cancel().catch(() => undefined);
}

/** Without a track processor: frames of a hidden video element, which a hidden tab does not have. */
function readElement(track: MediaStreamTrack, take: (frame: VideoFrame) => Promise<void>): () => void {
  const video = document.createElement('video');
  video.muted = true;
  video.srcObject = new MediaStream([track]);
  const abort = new AbortController();
  const frames = async (): Promise<void> => {
    await video.play();
    while (!abort.signal.aborted) {
      await new Promise((resolve) => video.requestVideoFrameCallback(resolve));
      const frame = new VideoFrame(video, { timestamp: performance.now() * 1000 });
      await take(frame).finally(() => frame.close());
    }
  };
  void frames().catch(() => undefined);
  return () => {
    abort.abort();
    video.srcObject = null;
  };
}
