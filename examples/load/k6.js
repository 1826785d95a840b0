// k6 run -e WEBHOOK_URL=http://127.0.0.1:3000/webhook examples/load/k6.js
import { check, sleep } from 'k6';
import http from 'k6/http';
import { Counter, Trend } from 'k6/metrics';

const api = `${__ENV.RTMS_MOCK_URL || 'http://127.0.0.1:9092'}/api`;
const json = { headers: { 'content-type': 'application/json' } };
if (__ENV.RTMS_MOCK_API_TOKEN) json.headers.authorization = `Bearer ${__ENV.RTMS_MOCK_API_TOKEN}`;

const join = new Trend('rtms_join', true);
const keepAlive = new Trend('rtms_keep_alive_max', true);
const dropped = new Counter('rtms_dropped_frames');
const interruptions = new Counter('rtms_interruptions');

// Each virtual user is a meeting that your app joins.
export const options = {
  scenarios: {
    meetings: {
      executor: 'ramping-vus',
      startVUs: 0,
      stages: [
        { duration: '30s', target: 50 },
        { duration: '2m', target: 50 },
      ],
      gracefulStop: '1m',
    },
  },
  thresholds: {
    checks: ['rate==1'],
    rtms_join: ['p(99)<2000'],
    rtms_keep_alive_max: ['p(99)<500'],
    rtms_dropped_frames: ['count==0'],
    rtms_interruptions: ['count==0'],
  },
};

export default function () {
  const body = JSON.stringify({ webhookUrl: __ENV.WEBHOOK_URL });
  const started = http.post(`${api}/meetings`, body, json);
  if (!check(started, { 'the meeting started': ({ status }) => status === 201 })) return sleep(1);
  const meeting = `${api}/meetings/${started.json('streamId')}`;

  const streaming = http.get(`${meeting}/wait?for=streaming&timeout=20s`, { ...json, timeout: '30s' });
  check(streaming, { 'the app joined': ({ status }) => status === 200 });
  sleep(Number(__ENV.MEETING_SECONDS || 60));

  const { timing, media } = http.get(meeting, json).json();
  if (timing.joinedAfterMs !== null) join.add(timing.joinedAfterMs);
  if (timing.keepAliveMaxMs !== null) keepAlive.add(timing.keepAliveMaxMs);
  interruptions.add(timing.interruptions);
  for (const type in media) dropped.add(media[type].dropped);
  http.post(`${meeting}/actions`, JSON.stringify({ action: 'end' }), json);
}
