import { startMockServer } from '@rtms-mock/server';

// Your app waits for webhooks there and has the server's development credentials.
const webhookUrl = process.env.WEBHOOK_URL ?? 'http://127.0.0.1:3000/webhook';

const server = await startMockServer({ port: 0, mediaPort: 0 });
const meeting = await server.startMeeting({ webhookUrl });
await meeting.waitFor('streaming'); // your app has joined and receives media
await meeting.end();
await server.close();
