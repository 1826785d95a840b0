import rtms from '@rtms-mock/client';

// Needs ZM_RTMS_CLIENT and ZM_RTMS_SECRET, which sign the handshakes, and ZM_RTMS_WEBHOOK_SECRET, the secret token,
// which answers the URL validation. Listens on ZM_RTMS_PORT (8080) at ZM_RTMS_PATH (/).
rtms.onWebhookEvent(({ event, payload }) => {
  if (event !== 'meeting.rtms_started') return;
  const client = new rtms.Client();

  client.onTranscriptData((text, size, timestamp, { userName }) => {
    console.log(`${userName}: ${text.toString()}`);
  });
  client.onLeave((reason) => console.log(`ended, reason ${reason}`));
  client.join(payload);
});
