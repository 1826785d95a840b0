/** Names of media types, as counters and logs show them. */
export type MediaKind = 'audio' | 'video' | 'deskshare' | 'transcript' | 'chat';
