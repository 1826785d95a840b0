import { expect, test } from 'vitest';
import { checkWorkers, workerPublicUrl, workerValues } from '../../src/cli/worker-values.js';

test('worker n has every second port after those of the server, its own seed, and the token of the front', () => {
  const values = {
    port: 9092,
    mediaPort: 8081,
    seed: 7,
    journal: 'x',
    start: true,
    workers: 3,
    webhookUrl: 'http://a',
  };
  expect(workerValues(values, { worker: '2', index: 5 }, 'token')).toEqual({
    port: 9096,
    mediaPort: 8085,
    seed: 12,
    webhookUrl: 'http://a',
    apiToken: 'token',
  });
  expect(workerValues({ port: 0, mediaPort: 0 }, { worker: '2', index: 2 }, undefined)).toEqual({
    port: 0,
    mediaPort: 0,
  });
  expect(workerValues({}, { worker: '1', index: 1 }, undefined)).toEqual({ port: 9094, mediaPort: 8083 });
});

test.each([
  ['ws://192.168.1.5:9092', 9092, 'ws://192.168.1.5:9096'],
  ['ws://192.168.1.5:9092/rtms', 9092, 'ws://192.168.1.5:9096/rtms'],
  ['wss://rtms.example.com', 9092, 'wss://rtms.example.com/worker/2'],
  ['wss://rtms.example.com/mock', 9092, 'wss://rtms.example.com/mock/worker/2'],
  ['ws://host:9092', 0, 'ws://host:9092/worker/2'],
])('the public URL %s with port %d is %s for worker 2', (publicUrl, port, expected) => {
  expect(workerPublicUrl(publicUrl, port, 2)).toBe(expected);
});

test.each([
  [{ workers: 2, time: 'virtual' }, '--workers and --time virtual exclude each other'],
  [{ workers: 2, speed: 'max' }, '--workers and --speed max exclude each other'],
  [{ workers: 2, port: 65_534 }, '--port 65534 with 2 workers needs ports up to 65538'],
  [{ workers: 2, mediaPort: 65_533 }, '--media-port 65533 with 2 workers needs ports up to 65537'],
  [
    { workers: 2, port: 8080, mediaPort: 8084 },
    '--port 8080 and --media-port 8084 are too close for 2 workers',
  ],
] as const)('%j is refused', (values, problem) => {
  expect(() => checkWorkers(values)).toThrow(problem);
});

test.each([
  { workers: 1, time: 'virtual' },
  { workers: 2, port: 8080, mediaPort: 8081 },
  { workers: 2, port: 8080, mediaPort: 8086 },
  { workers: 2, port: 0, mediaPort: 0 },
] as const)('%j is accepted', (values) => {
  expect(() => checkWorkers(values)).not.toThrow();
});
