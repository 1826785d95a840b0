/** Events and subscriptions. */
export const EVENTS = [
  {
    id: 'event:first-packet:automatic',
    source: 'PROTOCOL.md §10.1',
    basis: 'documented',
    sentence: 'FIRST_PACKET_TIMESTAMP is sent after the handshake without a subscription',
  },
  {
    id: 'event:subscribe:only-subscribed',
    source: 'PROTOCOL.md §9.5',
    basis: 'documented',
    sentence: 'events are sent only to clients that have subscribed',
  },
  {
    id: 'event:subscribe:merge',
    source: 'PROTOCOL.md §9.5',
    basis: 'assumed',
    sentence: 'subscriptions are merged; subscribe false removes one',
  },
  {
    id: 'event:subscribe:plain-numbers',
    source: 'PROTOCOL.md §16.4',
    basis: 'observed',
    sentence: 'plain numbers count as subscriptions',
  },
  {
    id: 'event:subscribe:after-ready',
    source: 'PROTOCOL.md §16.4',
    basis: 'observed',
    sentence: 'subscriptions may be sent after the ready acknowledgement',
  },
  {
    id: 'event:subscribe:invalid-entries',
    source: 'PROTOCOL.md §15.1',
    basis: 'assumed',
    sentence: 'invalid entries are ignored, valid ones apply, and there is no response',
  },
  {
    id: 'event:subscribe:invalid-entries-reported',
    source: 'PROTOCOL.md §15.1',
    basis: 'own',
    sentence: 'invalid entries of a subscription are recorded in the journal and logged',
  },
  {
    id: 'event:subscribe:automatic',
    source: 'PROTOCOL.md §9.5',
    basis: 'documented',
    sentence: 'subscribing to automatic events has no effect',
  },
  {
    id: 'event:join:initial-list',
    source: 'PROTOCOL.md §10.1',
    basis: 'assumed',
    sentence: 'a subscription to joins begins with all participants who are present',
  },
  {
    id: 'event:rejoin:new-user-id',
    source: 'PROTOCOL.md §4.2',
    basis: 'assumed',
    sentence: 'a participant who rejoins can get a new user id, which events and media carry from then on',
  },
  {
    id: 'event:join',
    source: 'PROTOCOL.md §10.1',
    basis: 'documented',
    sentence: 'PARTICIPANT_JOIN contains the participant who joined',
  },
  {
    id: 'event:leave',
    source: 'PROTOCOL.md §10.1',
    basis: 'documented',
    sentence: 'PARTICIPANT_LEAVE contains the participant who left',
  },
  {
    id: 'event:leave:meeting-end',
    source: 'PROTOCOL.md §10.1',
    basis: 'documented',
    sentence: 'at the end of the meeting, PARTICIPANT_LEAVE contains all participants',
  },
  {
    id: 'event:active-speaker',
    source: 'PROTOCOL.md §10.1',
    basis: 'documented',
    sentence: 'ACTIVE_SPEAKER_CHANGE contains the speaker',
  },
  {
    id: 'event:sharing',
    source: 'PROTOCOL.md §10.1',
    basis: 'documented',
    sentence: 'SHARING_START contains the participant who shares, SHARING_STOP only a time',
  },
  {
    id: 'event:sharing:one-at-a-time',
    source: 'PROTOCOL.md §10.1',
    basis: 'assumed',
    sentence: 'a new share ends the share of another participant, with its own SHARING_STOP',
  },
  {
    id: 'event:active-speaker:not-repeated',
    source: 'PROTOCOL.md §10.1',
    basis: 'assumed',
    sentence: 'ACTIVE_SPEAKER_CHANGE is not repeated for the speaker who was announced last',
  },
  {
    id: 'event:video-on-off',
    source: 'PROTOCOL.md §10.1',
    basis: 'assumed',
    sentence:
      'PARTICIPANT_VIDEO_ON and OFF are sent when a camera changes, and ON for cameras that are on already',
  },
  {
    id: 'event:media-interrupted',
    source: 'PROTOCOL.md §10.1',
    basis: 'documented',
    sentence: 'MEDIA_CONNECTION_INTERRUPTED is sent without a subscription when a media socket is lost',
  },
  {
    id: 'event:subscribe:kept',
    source: 'PROTOCOL.md §9.5',
    basis: 'assumed',
    sentence:
      'subscriptions belong to the stream: they continue on another signaling socket, until the stream ends',
  },
  {
    id: 'event:subscribe:per-socket',
    source: 'PROTOCOL.md §9.5',
    basis: 'own',
    sentence:
      'with subscriptions per socket, a reconnected app receives no events before it subscribes again',
  },
  {
    id: 'event:shape:nested',
    source: 'PROTOCOL.md §10.3',
    basis: 'documented',
    sentence: 'every event has an event object',
  },
  {
    id: 'event:shape:flat-copy-2025',
    source: 'PROTOCOL.md §10.3',
    basis: 'observed',
    sentence: '2025 also has a flat copy, with the first of several participants',
  },
  {
    id: 'event:contact-center',
    source: 'PROTOCOL.md §10.2',
    basis: 'observed',
    sentence: 'Contact Center events contain event_ts and participant_info',
  },
  {
    id: 'event:contact-center:misspelt',
    source: 'PROTOCOL.md §10.2',
    basis: 'observed',
    sentence: 'Contact Center events also contain paticipant_info',
  },
  {
    id: 'event:contact-center:parties',
    source: 'PROTOCOL.md §10.2',
    basis: 'documented',
    sentence:
      'the parties of a Contact Center engagement are announced to each subscriber as soon as it subscribes, and when they join or leave',
  },
  {
    id: 'event:contact-center:no-collision',
    source: 'PROTOCOL.md §18.6',
    basis: 'documented',
    sentence: 'numbers of Contact Center events never mean meeting events there',
  },
  {
    id: 'event:quiet',
    source: 'PROTOCOL.md §16.4',
    basis: 'own',
    sentence: 'with quiet, the server sends nothing that was not requested',
  },
] as const;
