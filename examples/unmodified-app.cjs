// An app for the SDK. Against the mock: node --import @rtms-mock/client/register unmodified-app.cjs
const { default: rtms } = require('@zoom/rtms');

rtms.onWebhookEvent(({ event, payload }) => {
  if (!event.endsWith('rtms_started')) return;

  const client = new rtms.Client();
  client.onAudioData((audio, timestamp, { userName }) => console.log(`${userName}: ${audio.length} bytes`));
  client.onLeave((reason) => console.log(`left, reason ${reason}`));
  client.join(payload);
});
