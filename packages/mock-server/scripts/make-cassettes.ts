/**
 * Writes the cassettes in examples/cassettes: short meetings, recorded on a clock that is turned by hand, so that the files
 * change only when the server does. `node --conditions=@rtms-mock/source --import tsx scripts/make-cassettes.ts [FOLDER]`
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { EventType, MediaType, StopReason } from '@rtms-mock/protocol';
import { builtInConversation } from '../src/media/sources/built-in/built-in-conversation.js';
import type { MockMeeting } from '../src/server/mock-meeting.js';
import { RecordedSession, type RecordedSocket } from '../test/support/recorded-session.js';

/** PCMU of 8 kHz in packets of 20 ms, mixed. */
const AUDIO = { content_type: 1, sample_rate: 0, channel: 1, codec: 2, data_opt: 1, send_rate: 20 };

/** H.264 of the active speaker in the smallest size. */
const VIDEO = { content_type: 3, codec: 7, resolution: 1, data_opt: 3, fps: 10 };

const folder = process.argv[2] ?? new URL('../../../examples/cassettes/', import.meta.url).pathname;
await mkdir(folder, { recursive: true });

await write('audio-and-transcript.rtms.jsonl', await audioAndTranscript());
await write('video-and-pause.rtms.jsonl.gz', await videoAndPause());
await write('interrupted.rtms.jsonl', await interrupted());

/** 2025: one socket for everything. Two people talk for three seconds, then the meeting ends. */
async function audioAndTranscript(): Promise<string> {
  const session = newSession('2025');
  const meeting = await session.startMeeting();
  await session.pass(100);
  const signaling = session.joinSignaling(meeting);
  session.subscribe(
    signaling,
    EventType.ACTIVE_SPEAKER_CHANGE,
    EventType.PARTICIPANT_JOIN,
    EventType.PARTICIPANT_LEAVE,
  );
  await session.pass(40);
  session.joinMedia(meeting, (MediaType.AUDIO | MediaType.TRANSCRIPT) as MediaType, {
    audio: AUDIO,
    transcript: { content_type: 5 },
  });
  await start(session, signaling, meeting);
  await session.pass(6000);
  await end(session, meeting);
  return session.text();
}

/** 2026: one socket for each media type. The host pauses the stream after a second and resumes it a second later. */
async function videoAndPause(): Promise<string> {
  const session = newSession('2026');
  const meeting = await session.startMeeting();
  await session.pass(100);
  const signaling = session.joinSignaling(meeting);
  session.subscribe(signaling, EventType.PARTICIPANT_JOIN);
  await session.pass(40);
  session.joinMedia(meeting, MediaType.AUDIO, { audio: AUDIO });
  session.joinMedia(meeting, MediaType.VIDEO, { video: VIDEO });
  await start(session, signaling, meeting);
  await session.pass(1000);
  meeting.pause();
  await session.pass(1000);
  meeting.resume();
  await session.pass(2500);
  await end(session, meeting);
  return session.text();
}

/** 2026: the media socket breaks after a second, the app opens another one, and at last the network is lost. */
async function interrupted(): Promise<string> {
  const session = newSession('2026');
  const meeting = await session.startMeeting();
  await session.pass(100);
  const signaling = session.joinSignaling(meeting);
  await session.pass(40);
  session.joinMedia(meeting, MediaType.AUDIO, { audio: AUDIO });
  await start(session, signaling, meeting);
  await session.pass(1000);
  await meeting.inject({ fault: 'close-socket', socket: 'media', code: 1011 });
  await session.pass(500);
  session.joinMedia(meeting, MediaType.AUDIO, { audio: AUDIO });
  await session.ready(signaling, meeting);
  await session.pass(1000);
  await meeting.inject({ fault: 'cut-socket', socket: 'signaling' });
  await session.pass(200);
  return session.text();
}

function newSession(protocol: '2025' | '2026'): RecordedSession {
  return new RecordedSession({ protocol, media: builtInConversation(), timelineStart: 'ready' });
}

/** Time stands still until the media is prepared. */
async function start(
  session: RecordedSession,
  signaling: RecordedSocket,
  meeting: MockMeeting,
): Promise<void> {
  await session.ready(signaling, meeting);
  await meeting.waitFor({ kind: 'connection', type: 'streaming' }, { timeoutMs: 60_000 });
}

async function end(session: RecordedSession, meeting: MockMeeting): Promise<void> {
  await meeting.end(StopReason.STOP_BC_MEETING_ENDED);
  await session.pass(40);
}

async function write(name: string, text: string): Promise<void> {
  await writeFile(join(folder, name), name.endsWith('.gz') ? gzipSync(text) : text);
}
