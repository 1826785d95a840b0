// An app for the SDK.
import rtms from '@zoom/rtms';

export const lines = [];

export function onWebhook({ event, payload }) {
  if (event !== 'meeting.rtms_started') return;
  const client = new rtms.Client();
  client.onTranscriptData((text, size, timestamp, { userName }) => lines.push(`${userName}: ${text}`));
  client.join(payload);
}
