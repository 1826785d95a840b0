/** Goals of the project, a to k, and needs of published programs. */
export const SPECIFICATION = [
  {
    id: 'spec:a',
    source: 'rtms-mock',
    basis: 'own',
    sentence: 'connection establishment: validated requests, responses with status and media server details',
  },
  {
    id: 'spec:b',
    source: 'rtms-mock',
    basis: 'own',
    sentence: 'authentication: HMAC signatures are checked, wrong ones are refused as invalid',
  },
  {
    id: 'spec:c',
    source: 'rtms-mock',
    basis: 'own',
    sentence: 'event subscription, with events from a configurable timeline such as a join after 10 s',
  },
  {
    id: 'spec:d',
    source: 'rtms-mock',
    basis: 'own',
    sentence:
      'session lifecycle from INITIALIZE to STOPPED, with reasons such as ACTION_BY_HOST and ACTION_BY_USER',
  },
  {
    id: 'spec:e',
    source: 'rtms-mock',
    basis: 'own',
    sentence: 'media set-up with negotiated parameters and encryption setting',
  },
  {
    id: 'spec:f',
    source: 'rtms-mock',
    basis: 'own',
    sentence: 'media transmission: audio, video, transcript and chat',
  },
  {
    id: 'spec:g',
    source: 'rtms-mock',
    basis: 'own',
    sentence: 'stream and session events while a session runs',
  },
  {
    id: 'spec:h',
    source: 'rtms-mock',
    basis: 'own',
    sentence: 'keep-alive every 5 s, and an end after three unanswered requests',
  },
  {
    id: 'spec:i',
    source: 'rtms-mock',
    basis: 'own',
    sentence: 'errors on demand: time-outs, invalid messages, signature mismatches, unsupported parameters',
  },
  {
    id: 'spec:j',
    source: 'rtms-mock',
    basis: 'own',
    sentence: 'termination with a reason on the wire and in the log',
  },
  {
    id: 'spec:k',
    source: 'rtms-mock',
    basis: 'own',
    sentence: 'failover and duplicates: reconnecting works, and the first connection stays',
  },
  {
    id: 'clients:sdk-names',
    source: 'PROTOCOL.md §16.7',
    basis: 'observed',
    sentence: 'the client has the names that published SDK programs use',
  },
  {
    id: 'clients:sdk-old-names',
    source: 'PROTOCOL.md §16.7',
    basis: 'observed',
    sentence: 'the client supports setAudioParameters and setVideoParameters of the first SDK releases',
  },
  {
    id: 'clients:receiver:failing',
    source: 'PROTOCOL.md §16.1',
    basis: 'observed',
    sentence: 'a stream runs even if its webhook receiver cannot be reached',
  },
  {
    id: 'clients:receiver:any-url',
    source: 'PROTOCOL.md §16.1',
    basis: 'observed',
    sentence: 'webhooks are sent to any path and query of a receiver',
  },
  {
    id: 'clients:tls',
    source: 'PROTOCOL.md §16.6',
    basis: 'observed',
    sentence: 'with TLS, wss and ws reach the same meetings, and the authority can be trusted by file',
  },
] as const;
