// An app for the SDK. Against the mock: node --import @rtms-mock/client/register unmodified-app.mjs
import rtms from '@zoom/rtms';

const clients = new Map();

rtms.onWebhookEvent(({ event, payload }) => {
  const stream = payload.rtms_stream_id;

  if (event.endsWith('rtms_started')) {
    const client = new rtms.Client();
    clients.set(stream, client);
    client.onTranscriptData((text, size, timestamp, { userName }) => console.log(`${userName}: ${text}`));
    client.onLeave((reason) => console.log(`left, reason ${reason}`));
    client.join(payload);
  }

  if (event.endsWith('rtms_stopped')) {
    clients.get(stream)?.leave();
    clients.delete(stream);
  }
});
