/** Events and subscriptions. */
export const EVENTS = [
  {
    id: 'event:first-packet:unasked',
    source: 'PROTOCOL.md §10.1',
    sentence: 'FIRST_PACKET_TIMESTAMP comes unasked after the handshake',
  },
  {
    id: 'event:subscribe:only-subscribed',
    source: 'PROTOCOL.md §9.5',
    sentence: 'events come only to those who subscribed',
  },
  {
    id: 'event:subscribe:merge',
    source: 'PROTOCOL.md §9.5',
    sentence: 'subscriptions are merged, and taken back with subscribe false',
  },
  {
    id: 'event:subscribe:bare-numbers',
    source: 'PROTOCOL.md §16.4',
    sentence: 'bare numbers count as subscriptions',
  },
  {
    id: 'event:subscribe:after-ready',
    source: 'PROTOCOL.md §16.4',
    sentence: 'subscriptions may come after the ready acknowledgement',
  },
  {
    id: 'event:subscribe:bad-entries',
    source: 'PROTOCOL.md §15.1',
    sentence: 'bad entries are left out, good ones hold, nothing is answered',
  },
  {
    id: 'event:subscribe:bad-entries-told',
    source: 'PROTOCOL.md §15.1',
    sentence: 'what is of no use in a subscription stands in the journal and in the log',
  },
  {
    id: 'event:subscribe:automatic',
    source: 'PROTOCOL.md §9.5',
    sentence: 'subscribing to automatic events does no harm',
  },
  {
    id: 'event:join:initial-list',
    source: 'PROTOCOL.md §10.1',
    sentence: 'a subscription to joins begins with everybody present',
  },
  { id: 'event:join', source: 'PROTOCOL.md §10.1', sentence: 'PARTICIPANT_JOIN names who joined' },
  { id: 'event:leave', source: 'PROTOCOL.md §10.1', sentence: 'PARTICIPANT_LEAVE names who left' },
  {
    id: 'event:leave:meeting-end',
    source: 'PROTOCOL.md §10.1',
    sentence: 'when the meeting ends everybody leaves',
  },
  {
    id: 'event:active-speaker',
    source: 'PROTOCOL.md §10.1',
    sentence: 'ACTIVE_SPEAKER_CHANGE names who speaks',
  },
  {
    id: 'event:sharing',
    source: 'PROTOCOL.md §10.1',
    sentence: 'SHARING_START names who shares, SHARING_STOP has a time only',
  },
  {
    id: 'event:sharing:one-at-a-time',
    source: 'PROTOCOL.md §10.1',
    sentence: 'who begins to share ends the share of somebody else, with a SHARING_STOP of its own',
  },
  {
    id: 'event:active-speaker:news',
    source: 'PROTOCOL.md §10.1',
    sentence: 'who goes on speaking, or speaks as was told already, is no ACTIVE_SPEAKER_CHANGE',
  },
  {
    id: 'event:video-on-off',
    source: 'PROTOCOL.md §10.1',
    sentence: 'PARTICIPANT_VIDEO_ON and OFF come with the camera, and for cameras that are on already',
  },
  {
    id: 'event:media-interrupted',
    source: 'PROTOCOL.md §10.1',
    sentence: 'MEDIA_CONNECTION_INTERRUPTED comes unasked when a media socket is lost',
  },
  { id: 'event:shape:nested', source: 'PROTOCOL.md §10.3', sentence: 'every event has an event object' },
  {
    id: 'event:shape:flat-copy-2025',
    source: 'PROTOCOL.md §10.3',
    sentence: '2025 also has a flat copy, with the first participant of a list',
  },
  {
    id: 'event:contact-center',
    source: 'PROTOCOL.md §10.2',
    sentence: 'Contact Center events carry event_ts and participant_info',
  },
  {
    id: 'event:contact-center:misspelt',
    source: 'PROTOCOL.md §10.2',
    sentence: 'Contact Center events also carry paticipant_info',
  },
  {
    id: 'event:contact-center:no-collision',
    source: 'PROTOCOL.md §18.6',
    sentence: 'numbers of Contact Center events never stand for meeting events there',
  },
  { id: 'event:quiet', source: 'PROTOCOL.md §16.4', sentence: 'with quiet nothing comes unasked' },
] as const;
