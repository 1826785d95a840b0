/** Encrypted payloads and media over UDP: a scheme of rtms-mock, because that of the service is not published. */
export const ENCRYPTION = [
  {
    id: 'encryption:keys',
    source: 'PROTOCOL.md §12.5',
    basis: 'assumed',
    sentence: 'message 2 of 2025 has a key of 32 bytes for each media type, different for every stream',
  },
  {
    id: 'encryption:no-keys',
    source: 'PROTOCOL.md §12.5',
    basis: 'assumed',
    sentence: 'message 2 has no keys and no transports in 2026 and in strict mode, nor with encryption off',
  },
  {
    id: 'encryption:payloads',
    source: 'PROTOCOL.md §12.5',
    basis: 'assumed',
    sentence:
      'payloads of all media types are encrypted if the handshake requests it, and message 4 names the scheme',
  },
  {
    id: 'encryption:each-connection',
    source: 'PROTOCOL.md §12.5',
    basis: 'own',
    sentence: 'each media connection decides: encrypted and plain ones of a stream exist side by side',
  },
  {
    id: 'encryption:refused',
    source: 'PROTOCOL.md §12.5',
    basis: 'own',
    sentence:
      'a request for encryption is refused where there are no keys, and one without where it is required',
  },
  {
    id: 'encryption:transports',
    source: 'PROTOCOL.md §12.6',
    basis: 'assumed',
    sentence: 'message 2 lists WebSocket and UDP where it has keys',
  },
  {
    id: 'encryption:udp',
    source: 'PROTOCOL.md §12.6',
    basis: 'assumed',
    sentence:
      'over UDP, message 4 has address, payload types, clock rates and SSRCs, and packets come after CLIENT_READY_ACK',
  },
  {
    id: 'encryption:udp-refused',
    source: 'PROTOCOL.md §12.6',
    basis: 'own',
    sentence:
      'UDP is refused without encryption, for images and separate speakers, without a port, and any other transport always',
  },
  {
    id: 'encryption:udp-ends',
    source: 'PROTOCOL.md §12.6',
    basis: 'own',
    sentence: 'packets over UDP end when the WebSocket of the connection closes',
  },
  {
    id: 'encryption:sdp',
    source: 'rtms-mock',
    basis: 'own',
    sentence:
      'a session description of media over UDP is served to programs of this machine, and not recorded',
  },
  {
    id: 'fault:packet-loss',
    source: 'rtms-mock',
    basis: 'own',
    sentence: 'a fault loses and reorders packets over UDP',
  },
  {
    id: 'encryption:masked',
    source: 'rtms-mock',
    basis: 'own',
    sentence: 'keys are masked in the journal',
  },
] as const;
