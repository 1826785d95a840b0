/** What receivers of webhooks can rely on. */
export const WEBHOOKS = [
  {
    id: 'webhook:body:three-fields',
    source: 'PROTOCOL.md §6.1',
    sentence: 'a webhook is JSON with event, event_ts in milliseconds and payload',
  },
  {
    id: 'webhook:body:compact',
    source: 'PROTOCOL.md §16.1',
    sentence: 'a webhook body survives being parsed and written again unchanged',
  },
  {
    id: 'webhook:payload:flat-and-nested',
    source: 'PROTOCOL.md §6.5',
    sentence: 'a payload is flat, with an equal copy under object',
  },
  {
    id: 'webhook:payload:server-urls-string',
    source: 'PROTOCOL.md §6.6',
    sentence: 'server_urls is one string that begins with ws',
  },
  {
    id: 'webhook:payload:started-fields',
    source: 'PROTOCOL.md §6.4',
    sentence: 'rtms_started names account, operator, meeting number, ids and signaling URL',
  },
  {
    id: 'webhook:headers:signed',
    source: 'PROTOCOL.md §6.2',
    sentence: 'a webhook is signed over its raw body with a time in seconds',
  },
  {
    id: 'webhook:event:by-product',
    source: 'PROTOCOL.md §6.4',
    sentence: 'each product has its own event names and id key',
  },
  {
    id: 'webhook:webinar:both-ids',
    source: 'PROTOCOL.md §5.2',
    sentence: 'a webinar carries meeting_uuid and webinar_uuid alike',
  },
  {
    id: 'webhook:id:url-safe',
    source: 'PROTOCOL.md §16.1',
    sentence: 'engagement and session ids are safe in file names, phone ids are digits',
  },
  {
    id: 'webhook:order:started-first',
    source: 'PROTOCOL.md §6.7',
    sentence: 'rtms_started comes before anything else',
  },
  {
    id: 'webhook:stopped:reason-number',
    source: 'PROTOCOL.md §6.4',
    sentence: 'rtms_stopped carries a numeric stop_reason',
  },
  {
    id: 'webhook:interrupted:on-signaling-loss',
    source: 'PROTOCOL.md §6.7',
    sentence: 'rtms_interrupted is sent when signaling is lost, and not when media is',
  },
  {
    id: 'webhook:concurrency',
    source: 'PROTOCOL.md §6.4',
    sentence:
      'the warning near the limit of streams and the refusal at it can be sent, signed like all others',
  },
  {
    id: 'webhook:start-failed',
    source: 'PROTOCOL.md §6.4',
    sentence: 'rtms.start_failed and rtms.request_status can be sent, with any payload',
  },
  { id: 'webhook:once', source: 'PROTOCOL.md §16.1', sentence: 'each webhook is delivered once' },
  {
    id: 'webhook:validation:no-precondition',
    source: 'PROTOCOL.md §16.1',
    sentence: 'a stream starts whether or not the URL was validated',
  },
] as const;
