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
    id: 'encryption:masked',
    source: 'rtms-mock',
    basis: 'own',
    sentence: 'keys are masked in the journal',
  },
] as const;
