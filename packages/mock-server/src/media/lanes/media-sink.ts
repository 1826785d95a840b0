/** Names of media types, as counters and logs show them. */
export type MediaKind = 'audio' | 'video' | 'deskshare' | 'transcript' | 'chat';

/** Where lanes put what is due: one media connection. */
export interface MediaSink {
  /** False while paused or closed: then nothing is made. */
  readonly flowing: boolean;
  /** `byteLength`: payload before base64. `latenessMs`: how long after its deadline this is sent. */
  sendFrame(kind: MediaKind, text: string, byteLength: number, latenessMs: number): void;
}
