/** The status of each violation in 2025 and in 2026 (PROTOCOL.md §15.3). */
export const STATUS = [
  {
    id: 'status:message-too-long',
    source: 'PROTOCOL.md §15.3',
    sentence: 'a first message of more than 64 KiB is answered with 2 in 2025 and 4 in 2026',
  },
  {
    id: 'status:not-json',
    source: 'PROTOCOL.md §15.3',
    sentence: 'a first message that is not valid JSON is answered with 3 in 2025 and 4 in 2026',
  },
  {
    id: 'status:msg-type-missing',
    source: 'PROTOCOL.md §15.3',
    sentence: 'a missing msg_type is answered with 5 in 2025 and 1 in 2026',
  },
  {
    id: 'status:msg-type-not-uint',
    source: 'PROTOCOL.md §15.3',
    sentence: 'a msg_type that is not a number is answered with 6 in 2025 and 1 in 2026',
  },
  {
    id: 'status:msg-type-in-quotes',
    source: 'PROTOCOL.md §15.3',
    sentence: 'a msg_type that is a number in quotes is answered with 6 in 2025 and 1 in 2026',
  },
  {
    id: 'status:msg-type-unknown',
    source: 'PROTOCOL.md §15.3',
    sentence: 'an unknown msg_type is answered with 4 in 2025 and 1 in 2026',
  },
  {
    id: 'status:version',
    source: 'PROTOCOL.md §15.3',
    sentence: 'an unsupported protocol_version is answered with 3 in 2025 and 4 in 2026',
  },
  {
    id: 'status:entity-missing',
    source: 'PROTOCOL.md §15.3',
    sentence: 'a missing meeting id is answered with 7 in 2025 and 4 in 2026',
  },
  {
    id: 'status:entity-not-string',
    source: 'PROTOCOL.md §15.3',
    sentence: 'a meeting id that is not a string is answered with 8 in 2025 and 4 in 2026',
  },
  {
    id: 'status:entity-empty',
    source: 'PROTOCOL.md §15.3',
    sentence: 'an empty meeting id is answered with 9 in 2025 and 4 in 2026',
  },
  {
    id: 'status:stream-missing',
    source: 'PROTOCOL.md §15.3',
    sentence: 'a missing stream id is answered with 10 in 2025 and 2 in 2026',
  },
  {
    id: 'status:stream-not-string',
    source: 'PROTOCOL.md §15.3',
    sentence: 'a stream id that is not a string is answered with 11 in 2025 and 2 in 2026',
  },
  {
    id: 'status:stream-empty',
    source: 'PROTOCOL.md §15.3',
    sentence: 'an empty stream id is answered with 12 in 2025 and 2 in 2026',
  },
  {
    id: 'status:signature-missing',
    source: 'PROTOCOL.md §15.3',
    sentence: 'a missing signature is answered with 14 in 2025 and 3 in 2026',
  },
  {
    id: 'status:signature-wrong',
    source: 'PROTOCOL.md §15.3',
    sentence: 'a wrong signature is answered with 15 in 2025 and 3 in 2026',
  },
  {
    id: 'status:signature-not-string',
    source: 'PROTOCOL.md §15.3',
    sentence: 'a signature that is not a string is answered with 15 in 2025 and 3 in 2026',
  },
  {
    id: 'status:stream-unknown',
    source: 'PROTOCOL.md §15.3',
    sentence: 'an unknown stream is answered with 16 in 2025 and 2 in 2026',
  },
  {
    id: 'status:pair-mismatch',
    source: 'PROTOCOL.md §15.3',
    sentence: 'a stream of another meeting is answered with 16 in 2025 and 2 in 2026',
  },
  {
    id: 'status:stream-ended',
    source: 'PROTOCOL.md §15.3',
    sentence: 'a stream that has ended is answered with 13 in 2025 and 2 in 2026',
  },
  {
    id: 'status:signaling-duplicate',
    source: 'PROTOCOL.md §15.3',
    sentence: 'a second signaling connection is answered with 17 in 2025 and 8 in 2026',
  },
  {
    id: 'status:media-without-signaling',
    source: 'PROTOCOL.md §15.3',
    sentence: 'media without signaling is answered with 13 in 2025 and 2 in 2026',
  },
  {
    id: 'status:media-type-missing',
    source: 'PROTOCOL.md §15.3',
    sentence: 'a missing media_type is answered with 22 in 2025 and 7 in 2026',
  },
  {
    id: 'status:media-type-not-uint',
    source: 'PROTOCOL.md §15.3',
    sentence: 'a media_type that is not a number is answered with 23 in 2025 and 7 in 2026',
  },
  {
    id: 'status:media-type-zero',
    source: 'PROTOCOL.md §15.3',
    sentence: 'media_type 0 is answered with 34 in 2025 and 14 in 2026',
  },
  {
    id: 'status:media-type-bits',
    source: 'PROTOCOL.md §15.3',
    sentence: 'media_type with unknown bits is answered with 29 in 2025 and 14 in 2026',
  },
  {
    id: 'status:scope-audio',
    source: 'PROTOCOL.md §15.3',
    sentence: 'audio outside the scope is answered with 24 in 2025 and 9 in 2026',
  },
  {
    id: 'status:scope-video',
    source: 'PROTOCOL.md §15.3',
    sentence: 'video outside the scope is answered with 25 in 2025 and 10 in 2026',
  },
  {
    id: 'status:scope-share',
    source: 'PROTOCOL.md §15.3',
    sentence: 'screen share outside the scope is answered with 26 in 2025 and 11 in 2026',
  },
  {
    id: 'status:scope-transcript',
    source: 'PROTOCOL.md §15.3',
    sentence: 'transcript outside the scope is answered with 27 in 2025 and 12 in 2026',
  },
  {
    id: 'status:scope-chat',
    source: 'PROTOCOL.md §15.3',
    sentence: 'chat outside the scope is answered with 28 in 2025 and 13 in 2026',
  },
  {
    id: 'status:all-exists',
    source: 'PROTOCOL.md §15.3',
    sentence: 'a media socket beside one for all types is answered with 30 in 2025 and 15 in 2026',
  },
  {
    id: 'status:media-duplicate',
    source: 'PROTOCOL.md §15.3',
    sentence: 'a second media socket for one type is answered with 31 in 2025 and 16 in 2026',
  },
  {
    id: 'status:params-not-object',
    source: 'PROTOCOL.md §15.3',
    sentence: 'media_params that are not an object are answered with 33 in 2025 and 17 in 2026',
  },
  {
    id: 'status:audio-not-object',
    source: 'PROTOCOL.md §15.3',
    sentence: 'audio parameters that are not an object are answered with 35 in 2025 and 18 in 2026',
  },
  {
    id: 'status:audio-content-type',
    source: 'PROTOCOL.md §15.3',
    sentence: 'an unknown audio content_type is answered with 37 in 2025 and 19 in 2026',
  },
  {
    id: 'status:audio-sample-rate',
    source: 'PROTOCOL.md §15.3',
    sentence: 'an unknown sample_rate is answered with 39 in 2025 and 20 in 2026',
  },
  {
    id: 'status:audio-channel',
    source: 'PROTOCOL.md §15.3',
    sentence: 'an unknown channel is answered with 41 in 2025 and 21 in 2026',
  },
  {
    id: 'status:audio-codec',
    source: 'PROTOCOL.md §15.3',
    sentence: 'an unknown audio codec is answered with 43 in 2025 and 22 in 2026',
  },
  {
    id: 'status:audio-data-opt',
    source: 'PROTOCOL.md §15.3',
    sentence: 'an unknown audio data_opt is answered with 45 in 2025 and 23 in 2026',
  },
  {
    id: 'status:audio-send-rate',
    source: 'PROTOCOL.md §15.3',
    sentence: 'a send_rate that is not a number is answered with 46 in 2025 and 24 in 2026',
  },
  {
    id: 'status:video-not-object',
    source: 'PROTOCOL.md §15.3',
    sentence: 'video parameters that are not an object are answered with 48 in 2025 and 25 in 2026',
  },
  {
    id: 'status:video-content-type',
    source: 'PROTOCOL.md §15.3',
    sentence: 'an unknown video content_type is answered with 49 in 2025 and 26 in 2026',
  },
  {
    id: 'status:video-codec',
    source: 'PROTOCOL.md §15.3',
    sentence: 'an unknown video codec is answered with 51 in 2025 and 27 in 2026',
  },
  {
    id: 'status:video-resolution',
    source: 'PROTOCOL.md §15.3',
    sentence: 'an unknown video resolution is answered with 53 in 2025 and 28 in 2026',
  },
  {
    id: 'status:video-data-opt',
    source: 'PROTOCOL.md §15.3',
    sentence: 'an unknown video data_opt is answered with 55 in 2025 and 29 in 2026',
  },
  {
    id: 'status:video-fps',
    source: 'PROTOCOL.md §15.3',
    sentence: 'an fps that is not a number is answered with 57 in 2025 and 30 in 2026',
  },
  {
    id: 'status:share-not-object',
    source: 'PROTOCOL.md §15.3',
    sentence: 'share parameters that are not an object are answered with 58 in 2025 and 31 in 2026',
  },
  {
    id: 'status:share-codec',
    source: 'PROTOCOL.md §15.3',
    sentence: 'an unknown share codec is answered with 61 in 2025 and 33 in 2026',
  },
  {
    id: 'status:share-resolution',
    source: 'PROTOCOL.md §15.3',
    sentence: 'an unknown share resolution is answered with 63 in 2025 and 34 in 2026',
  },
  {
    id: 'status:transcript-not-object',
    source: 'PROTOCOL.md §15.3',
    sentence: 'transcript parameters that are not an object are answered with 66 in 2025 and 36 in 2026',
  },
  {
    id: 'status:transcript-content-type',
    source: 'PROTOCOL.md §15.3',
    sentence: 'an unknown transcript content_type is answered with 67 in 2025 and 37 in 2026',
  },
  {
    id: 'status:chat-not-object',
    source: 'PROTOCOL.md §15.3',
    sentence: 'chat parameters that are not an object are answered with 69 in 2025 and 38 in 2026',
  },
] as const;
