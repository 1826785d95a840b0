/** What the project set out to do, a to k, and what published programs need of the client. */
export const SPECIFICATION = [
  {
    id: 'spec:a',
    source: 'rtms-mock',
    sentence: 'connection establishment: validated requests, answers with status and media server details',
  },
  {
    id: 'spec:b',
    source: 'rtms-mock',
    sentence: 'authentication: HMAC signatures are checked, wrong ones refused as invalid',
  },
  {
    id: 'spec:c',
    source: 'rtms-mock',
    sentence: 'event subscription, with events from a configurable timeline such as a join after 10 s',
  },
  {
    id: 'spec:d',
    source: 'rtms-mock',
    sentence:
      'session lifecycle from INITIALIZE to STOPPED, with reasons such as ACTION_BY_HOST and ACTION_BY_USER',
  },
  {
    id: 'spec:e',
    source: 'rtms-mock',
    sentence: 'media set-up with negotiated parameters and encryption setting',
  },
  { id: 'spec:f', source: 'rtms-mock', sentence: 'media transmission: audio, video, transcript and chat' },
  { id: 'spec:g', source: 'rtms-mock', sentence: 'stream and session events while a session runs' },
  { id: 'spec:h', source: 'rtms-mock', sentence: 'keep-alive every 5 s, and an end after three misses' },
  {
    id: 'spec:i',
    source: 'rtms-mock',
    sentence: 'errors on demand: time-outs, invalid messages, signature mismatches, unsupported parameters',
  },
  { id: 'spec:j', source: 'rtms-mock', sentence: 'termination with a reason on the wire and in the log' },
  {
    id: 'spec:k',
    source: 'rtms-mock',
    sentence: 'failover and duplicates: reconnecting works, the first connection wins',
  },
  {
    id: 'clients:sdk-names',
    source: 'PROTOCOL.md §16.7',
    sentence: 'the client has the names that published SDK programs use',
  },
  {
    id: 'clients:sdk-old-names',
    source: 'PROTOCOL.md §16.7',
    sentence: 'the client takes setAudioParameters and setVideoParameters of its first releases',
  },
  {
    id: 'clients:receiver:failing',
    source: 'PROTOCOL.md §16.1',
    sentence: 'a webhook receiver that cannot be reached does not keep a stream from running',
  },
  {
    id: 'clients:receiver:any-url',
    source: 'PROTOCOL.md §16.1',
    sentence: 'webhooks go to any path and query of a receiver',
  },
  {
    id: 'clients:tls',
    source: 'PROTOCOL.md §16.6',
    sentence: 'with TLS, wss and ws reach the same meetings, and the authority can be trusted by file',
  },
] as const;
