/** What the client sends as the SDK does, where servers may depend on it. */
import { expect, test } from 'vitest';
import { joined, setUp } from './support/stream-harness.js';

test('the media handshake does not mention encryption', () => {
  const { socket } = setUp();
  socket(0).send({ msg_type: 2, status_code: 0, media_server: { server_urls: { all: 'ws://media/all' } } });
  const request = JSON.parse(socket(1).end.received[0]!) as object;
  expect(request).toMatchObject({ msg_type: 3, media_type: 1 });
  expect(request).not.toHaveProperty('payload_encryption');
});

test.each([
  [
    { timestamp: 5, sequence: 7 },
    { msg_type: 13, timestamp: 5, sequence: 7 },
  ],
  [{ timestamp: 5 }, { msg_type: 13, timestamp: 5 }],
])('the response to a keep-alive %j returns its fields', (fields, response) => {
  const { socket } = joined();
  socket(1).send({ msg_type: 12, ...fields });
  expect(JSON.parse(socket(1).end.received.at(-1)!)).toEqual(response);
});
