import rtms from '@rtms-mock/client';

// An app that joins every meeting at once. Needs the variables of `rtms-mock exec`: ZM_RTMS_CLIENT, ZM_RTMS_SECRET.
// Listens on ZM_RTMS_PORT (8080), at ZM_RTMS_PATH (/).
const missing = ['ZM_RTMS_CLIENT', 'ZM_RTMS_SECRET'].filter((name) => !process.env[name]);
if (missing.length > 0) {
  console.error(
    `Set ${missing.join(' and ')}: the app signs its handshakes with client id and client secret`,
  );
  process.exit(1);
}

const clients = new Map();
let frames = 0;

rtms.configureLogger({ level: rtms.LogLevel.ERROR });
rtms.onWebhookEvent(({ event, payload }) => {
  const id = payload.rtms_stream_id;
  if (event === 'meeting.rtms_stopped') clients.delete(id);
  if (event !== 'meeting.rtms_started') return;
  const client = new rtms.Client();
  clients.set(id, client);
  client.onAudioData(() => {
    frames += 1;
  });
  client.join(payload);
});

setInterval(() => console.log(`${clients.size} meetings, ${frames} audio frames`), 5000);
