/** Name of a media type in counters, the journal and logs. */
export type MediaKind = 'audio' | 'video' | 'deskshare' | 'transcript' | 'chat';
