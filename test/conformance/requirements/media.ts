/** Media sockets: set-up, pacing, what is sent. */
export const MEDIA = [
  {
    id: 'media:handshake:order',
    source: 'PROTOCOL.md §15.2',
    sentence: 'media_type is looked at after signature, stream and signaling, and before media_params',
  },
  {
    id: 'media:handshake:effective-params',
    source: 'PROTOCOL.md §9.4',
    sentence: 'the answer holds the effective parameters of each granted type',
  },
  {
    id: 'media:handshake:defaults',
    source: 'PROTOCOL.md §11.1',
    sentence: 'without media_params the documented defaults are granted',
  },
  {
    id: 'media:handshake:partial-params',
    source: 'PROTOCOL.md §16.2',
    sentence: 'partial parameters are filled up with defaults',
  },
  {
    id: 'media:handshake:rtp-l16',
    source: 'PROTOCOL.md §11.2',
    sentence: 'RTP content with L16 audio is accepted',
  },
  {
    id: 'media:handshake:send-rate-clamped',
    source: 'PROTOCOL.md §11.2',
    sentence: 'send_rate above 1000 is brought down to 1000',
  },
  {
    id: 'media:handshake:send-rate-strict',
    source: 'PROTOCOL.md §11.2',
    sentence: 'in strict mode send_rate above 1000 is refused in 2026',
  },
  {
    id: 'media:handshake:params-of-other-types',
    source: 'PROTOCOL.md §4.5',
    sentence: 'parameters of types that were not asked for are ignored',
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
    sentence: "media_type 32 grants what the app's scope holds",
  },
  { id: 'media:ready:gate', source: 'PROTOCOL.md §8.2', sentence: 'no media flows before CLIENT_READY_ACK' },
  {
    id: 'media:ready:several',
    source: 'PROTOCOL.md §8.2',
    sentence: 'one acknowledgement opens every socket that has shaken hands, later ones open later sockets',
  },
  {
    id: 'media:ready:wrong-stream',
    source: 'PROTOCOL.md §15.1',
    sentence: 'an acknowledgement for another stream is ignored',
  },
  { id: 'media:split', source: 'PROTOCOL.md §4.5', sentence: 'each type may have a socket of its own' },
  {
    id: 'media:audio:pace',
    source: 'PROTOCOL.md §12.1',
    sentence: 'audio comes every send_rate milliseconds, with timestamps that advance by it',
  },
  { id: 'media:audio:mixed', source: 'PROTOCOL.md §12.1', sentence: 'mixed audio is one stream with user 0' },
  {
    id: 'media:audio:per-speaker',
    source: 'PROTOCOL.md §12.1',
    sentence: 'multi-stream audio names the speaker of each packet',
  },
  {
    id: 'media:audio:l16-bytes',
    source: 'PROTOCOL.md §11.5',
    sentence: '20 ms of L16 at 16 kHz are 640 bytes',
  },
  {
    id: 'media:audio:contact-center-channels',
    source: 'PROTOCOL.md §12.1',
    sentence: 'audio of the Contact Center comes per channel, also with data_opt 1',
  },
  { id: 'media:video:pace', source: 'PROTOCOL.md §11.3', sentence: 'video comes at the granted frame rate' },
  {
    id: 'media:video:active-speaker',
    source: 'PROTOCOL.md §18.12',
    sentence: 'video shows the active speaker',
  },
  {
    id: 'media:video:decodable',
    source: 'PROTOCOL.md §16.3',
    sentence: 'H.264 begins with parameter sets and a key frame',
  },
  {
    id: 'media:video:individual',
    source: 'PROTOCOL.md §9.16',
    sentence: 'individual video flows only after a subscription, and follows it',
  },
  {
    id: 'media:video:individual-twice',
    source: 'PROTOCOL.md §9.16',
    sentence: 'subscribing to the same participant again is answered with 44',
  },
  {
    id: 'media:video:individual-without-socket',
    source: 'PROTOCOL.md §9.16',
    sentence: 'a subscription without a video socket of data_opt 4 is refused and chooses nobody',
  },
  {
    id: 'media:share:frames',
    source: 'PROTOCOL.md §16.3',
    sentence: 'shared screens come as complete JPEG of at least 1000 bytes, several of them',
  },
  {
    id: 'media:share:only-while-sharing',
    source: 'PROTOCOL.md §10.1',
    sentence: 'share frames come only while somebody shares',
  },
  {
    id: 'media:transcript:utterances',
    source: 'PROTOCOL.md §12.1',
    sentence: 'a transcript message comes for each utterance, with start and end in 2026',
  },
  {
    id: 'media:chat',
    source: 'PROTOCOL.md §12.2',
    sentence: 'chat messages come on sockets that carry chat, with every field of a chat',
  },
  {
    id: 'media:content:ids',
    source: 'PROTOCOL.md §12.1',
    sentence: 'content holds a numeric user_id, data and a numeric timestamp',
  },
  {
    id: 'media:content:flat',
    source: 'PROTOCOL.md §12.3',
    sentence: 'with the flat shape content is the payload itself',
  },
  {
    id: 'media:content:channel',
    source: 'PROTOCOL.md §16.3',
    sentence: 'contact center and phone media name the channel',
  },
  {
    id: 'media:frames:text-below-1mib',
    source: 'PROTOCOL.md §16.3',
    sentence: 'frames are text of less than 1 MiB',
  },
  {
    id: 'media:duplicate:replace',
    source: 'PROTOCOL.md §14.3',
    sentence:
      'with the policy replace a media socket closes those that carry one of its types with 1000, and nothing is interrupted',
  },
  {
    id: 'media:duplicate:allow',
    source: 'PROTOCOL.md §14.3',
    sentence: 'with the policy allow several media sockets carry the same type',
  },
] as const;
