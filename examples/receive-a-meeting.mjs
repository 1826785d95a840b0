import rtms from '@rtms-mock/client';

// Listens on ZM_RTMS_PORT (8080) at ZM_RTMS_PATH, and signs with ZM_RTMS_CLIENT and ZM_RTMS_SECRET.
rtms.onWebhookEvent(({ event, payload }) => {
  if (event !== 'meeting.rtms_started') return;
  const client = new rtms.Client();

  client.onTranscriptData((text, size, timestamp, { userName }) => {
    console.log(`${userName}: ${text.toString()}`);
  });
  client.onLeave((reason) => console.log(`ended, reason ${reason}`));
  client.join(payload);
});
