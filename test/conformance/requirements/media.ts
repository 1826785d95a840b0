/** Media sockets: set-up, pacing and contents. */
export const MEDIA = [
  {
    id: 'media:handshake:order',
    source: 'PROTOCOL.md §15.2',
    sentence: 'media_type is checked after signature, stream and signaling, and before media_params',
  },
  {
    id: 'media:handshake:effective-params',
    source: 'PROTOCOL.md §9.4',
    sentence: 'the response contains the effective parameters of each granted type',
  },
  {
    id: 'media:handshake:defaults',
    source: 'PROTOCOL.md §11.1',
    sentence: 'without media_params the documented defaults are granted',
  },
  {
    id: 'media:handshake:partial-params',
    source: 'PROTOCOL.md §16.2',
    sentence: 'missing parameters get their defaults',
  },
  {
    id: 'media:handshake:rtp-l16',
    source: 'PROTOCOL.md §11.2',
    sentence: 'RTP content with L16 audio is accepted',
  },
  {
    id: 'media:handshake:send-rate-clamped',
    source: 'PROTOCOL.md §11.2',
    sentence: 'a send_rate above 1000 is reduced to 1000',
  },
  {
    id: 'media:handshake:send-rate-strict',
    source: 'PROTOCOL.md §11.2',
    sentence: 'in strict mode, 2026 refuses a send_rate above 1000',
  },
  {
    id: 'media:handshake:params-of-other-types',
    source: 'PROTOCOL.md §4.5',
    sentence: 'parameters of types that were not requested are ignored',
  },
  {
    id: 'media:handshake:encryption-flag',
    source: 'PROTOCOL.md §12.5',
    sentence: 'payload_encryption is answered with false',
  },
  {
    id: 'media:handshake:type-not-path',
    source: 'PROTOCOL.md §16.2',
    sentence: 'media_type decides, not the path of the URL',
  },
  {
    id: 'media:handshake:in-scope-of-all',
    source: 'PROTOCOL.md §7.3',
    sentence: "media_type 32 grants the media types in the app's scope",
  },
  {
    id: 'media:masks:single-or-all',
    source: 'PROTOCOL.md §9.3',
    sentence: 'one media type, 31 and 32 are accepted as media_type in both generations',
  },
  {
    id: 'media:masks:refused',
    source: 'PROTOCOL.md §9.3',
    sentence: '2026 refuses several flags in media_type with 14 and the reason Media type invalid value',
  },
  {
    id: 'media:masks:unanswered',
    source: 'PROTOCOL.md §9.3',
    sentence:
      'a socket whose media_type was refused is never answered again and is closed after about 90 s, whatever the policy for refused handshakes',
  },
  {
    id: 'media:masks:stopped',
    source: 'PROTOCOL.md §9.3',
    sentence: 'the stream stops with the socket of a refused media_type if no media socket was accepted',
  },
  {
    id: 'media:masks:other-socket',
    source: 'PROTOCOL.md §9.3',
    sentence: 'the stream goes on if the app opens another socket with a valid media_type in time',
  },
  {
    id: 'media:masks:explained',
    source: 'PROTOCOL.md §9.3',
    sentence: 'the journal says which media types to request on sockets of their own',
  },
  {
    id: 'media:masks:accepted-2025',
    source: 'PROTOCOL.md §9.3',
    sentence: 'several flags in media_type are accepted in 2025, and in 2026 by an option',
  },
  {
    id: 'media:ready:gate',
    source: 'PROTOCOL.md §8.2',
    sentence: 'no media is sent before CLIENT_READY_ACK',
  },
  {
    id: 'media:ready:several',
    source: 'PROTOCOL.md §8.2',
    sentence:
      'one acknowledgement starts media on every socket whose handshake has succeeded, later ones on later sockets',
  },
  {
    id: 'media:ready:wrong-stream',
    source: 'PROTOCOL.md §15.1',
    sentence: 'an acknowledgement for another stream is ignored',
  },
  { id: 'media:split', source: 'PROTOCOL.md §4.5', sentence: 'each type may have its own socket' },
  {
    id: 'media:audio:pace',
    source: 'PROTOCOL.md §12.1',
    sentence: 'audio is sent every send_rate milliseconds, with timestamps that advance by it',
  },
  { id: 'media:audio:mixed', source: 'PROTOCOL.md §12.1', sentence: 'mixed audio is one stream with user 0' },
  {
    id: 'media:audio:per-speaker',
    source: 'PROTOCOL.md §12.1',
    sentence: 'each packet of multi-stream audio contains its speaker',
  },
  {
    id: 'media:audio:l16-bytes',
    source: 'PROTOCOL.md §11.5',
    sentence: '20 ms of L16 at 16 kHz have 640 bytes',
  },
  {
    id: 'media:audio:contact-center-channels',
    source: 'PROTOCOL.md §12.1',
    sentence: 'Contact Center audio is sent per channel, also with data_opt 1',
  },
  {
    id: 'media:video:pace',
    source: 'PROTOCOL.md §11.3',
    sentence: 'video is sent at the granted frame rate',
  },
  {
    id: 'media:video:active-speaker',
    source: 'PROTOCOL.md §18.12',
    sentence: 'video shows the active speaker',
  },
  {
    id: 'media:video:decodable',
    source: 'PROTOCOL.md §16.3',
    sentence: 'H.264 begins with parameter sets and a keyframe',
  },
  {
    id: 'media:video:individual',
    source: 'PROTOCOL.md §9.16',
    sentence: 'individual video is sent only after a selection, and follows it',
  },
  {
    id: 'media:video:individual-twice',
    source: 'PROTOCOL.md §9.16',
    sentence: 'selecting the same participant again is refused with 44',
  },
  {
    id: 'media:video:individual-without-socket',
    source: 'PROTOCOL.md §9.16',
    sentence: 'a selection without a video socket of data_opt 4 is refused and selects no participant',
  },
  {
    id: 'media:share:frames',
    source: 'PROTOCOL.md §16.3',
    sentence: 'a screen share is sent as several complete JPEG images of at least 1000 bytes',
  },
  {
    id: 'media:share:only-while-sharing',
    source: 'PROTOCOL.md §10.1',
    sentence: 'share frames are sent only while a participant shares',
  },
  {
    id: 'media:transcript:utterances',
    source: 'PROTOCOL.md §12.1',
    sentence: 'a transcript message is sent for each utterance, with start and end in 2026',
  },
  {
    id: 'media:chat',
    source: 'PROTOCOL.md §12.2',
    sentence: 'chat messages are sent on sockets that carry chat, with all fields of a chat message',
  },
  {
    id: 'media:content:ids',
    source: 'PROTOCOL.md §12.1',
    sentence: 'content contains a numeric user_id, data and a numeric timestamp',
  },
  {
    id: 'media:content:flat',
    source: 'PROTOCOL.md §12.3',
    sentence: 'in the flat form, content is the payload itself',
  },
  {
    id: 'media:content:channel',
    source: 'PROTOCOL.md §16.3',
    sentence: 'Contact Center and phone media contain the channel',
  },
  {
    id: 'media:content:contact-center',
    source: 'PROTOCOL.md §12.1',
    sentence: 'Contact Center media name their sender by channel_id only, phone media also by user_id',
  },
  {
    id: 'media:frames:text-below-1mib',
    source: 'PROTOCOL.md §16.3',
    sentence: 'frames are text frames of less than 1 MiB',
  },
  {
    id: 'media:duplicate:replace',
    source: 'PROTOCOL.md §14.3',
    sentence:
      'with the policy replace, a media socket closes those that carry one of its types with 1000, and nothing is interrupted',
  },
  {
    id: 'media:duplicate:allow',
    source: 'PROTOCOL.md §14.3',
    sentence: 'with the policy allow, several media sockets carry the same type',
  },
] as const;
