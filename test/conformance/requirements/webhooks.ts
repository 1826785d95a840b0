/** Webhooks. */
export const WEBHOOKS = [
  {
    id: 'webhook:body:three-fields',
    source: 'PROTOCOL.md §6.1',
    sentence: 'a webhook is JSON with event, event_ts in milliseconds and payload',
  },
  {
    id: 'webhook:body:compact',
    source: 'PROTOCOL.md §16.1',
    sentence: 'a webhook body does not change when it is parsed and written again',
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
    sentence: 'rtms_started contains account, operator, meeting number, ids and signaling URL',
  },
  {
    id: 'webhook:headers:signed',
    source: 'PROTOCOL.md §6.2',
    sentence: 'the signature of a webhook covers its raw body and a time in seconds',
  },
  {
    id: 'webhook:event:by-product',
    source: 'PROTOCOL.md §6.4',
    sentence: 'each product has its own event names and key of the id',
  },
  {
    id: 'webhook:webinar:both-ids',
    source: 'PROTOCOL.md §5.2',
    sentence: 'webhooks of a webinar contain meeting_uuid and webinar_uuid with the same value',
  },
  {
    id: 'webhook:id:url-safe',
    source: 'PROTOCOL.md §16.1',
    sentence: 'engagement and session ids are safe in file names, phone ids are digits',
  },
  {
    id: 'webhook:ids:phone-never-uuid',
    source: 'PROTOCOL.md §4.2',
    sentence: 'a meeting UUID of the credentials is not used as call_id',
  },
  {
    id: 'webhook:session-key',
    source: 'PROTOCOL.md §6.4',
    sentence: 'session.rtms_started and session.rtms_interrupted contain session_key',
  },
  {
    id: 'webhook:interrupted:documented-fields',
    source: 'PROTOCOL.md §6.4',
    sentence: 'in strict mode, rtms_interrupted contains only documented fields',
  },
  {
    id: 'webhook:order:started-first',
    source: 'PROTOCOL.md §6.7',
    sentence: 'rtms_started is sent before anything else',
  },
  {
    id: 'webhook:stopped:reason-number',
    source: 'PROTOCOL.md §6.4',
    sentence: 'rtms_stopped contains a numeric stop_reason',
  },
  {
    id: 'webhook:interrupted:on-signaling-loss',
    source: 'PROTOCOL.md §6.7',
    sentence: 'rtms_interrupted is sent when signaling is lost, and not when media is lost',
  },
  {
    id: 'webhook:concurrency',
    source: 'PROTOCOL.md §6.4',
    sentence: 'the webhooks on the limit of concurrent streams can be sent, signed like all others',
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
