import { once } from 'node:events';
import { cassetteText, JournalEntries, decodeCassetteHeader } from '@rtms-mock/protocol/cassette';
import { expect, test } from 'vitest';
import { startMockServer } from '../../src/server/mock-server.js';
import { connect, FakeApp, recording } from './service-and-app.js';

/** The URL that an app finds in the webhook of a start. */
function signalingUrlIn(body: string): string {
  return (JSON.parse(body) as { payload: { server_urls: string } }).payload.server_urls;
}

test.each(['2025', '2026'] as const)(
  'an app behind the proxy receives what a mock server of %s sends, and all of it is recorded',
  async (protocol) => {
    await using app = await new FakeApp().start();
    await using proxy = await recording(app.url);
    await using server = await startMockServer({ port: 0, mediaPort: 0, auth: 'off', protocol });
    const meeting = await server.startMeeting({ webhookUrl: proxy.recorder.webhookUrl });
    await expect.poll(() => app.webhooks.length).toBe(1);

    const signaling = await connect(signalingUrlIn(app.webhooks[0]?.body ?? '{}'));
    const ids = {
      meeting_uuid: meeting.meetingUuid,
      rtms_stream_id: meeting.streamId,
      signature: 'f'.repeat(64),
    };
    signaling.socket.send(JSON.stringify({ msg_type: 1, protocol_version: 1, ...ids }));
    await once(signaling.socket, 'message');
    const { media_server } = JSON.parse(signaling.got[0]?.text ?? '{}') as {
      media_server: { server_urls: { audio: string } };
    };
    expect(media_server.server_urls.audio).toContain(`:${proxy.recorder.port}/`);
    const media = await connect(media_server.server_urls.audio);
    const params = {
      audio: { content_type: 2, codec: 1, sample_rate: 1, channel: 1, data_opt: 1, send_rate: 20 },
    };
    media.socket.send(
      JSON.stringify({ msg_type: 3, protocol_version: 1, ...ids, media_type: 1, media_params: params }),
    );
    await once(media.socket, 'message');
    signaling.socket.send(JSON.stringify({ msg_type: 7, rtms_stream_id: meeting.streamId }));
    await expect.poll(() => media.got.length, { timeout: 10_000 }).toBeGreaterThan(10);
    const closed = [once(signaling.socket, 'close'), once(media.socket, 'close')];
    await meeting.end();
    await Promise.all(closed);
    await expect.poll(() => app.webhooks.length).toBe(2);

    const lines = await proxy.end();
    const toApp = (connection: string): string[] =>
      lines.flatMap((line) =>
        line.kind === 'text' && line.connection === connection && line.direction === 'to-app'
          ? [cassetteText(line.message)]
          : [],
      );
    expect(toApp('m1')).toStrictEqual(media.got.map(({ text }) => text));
    // The first has the URLs of the service.
    expect(toApp('s1').slice(1)).toStrictEqual(signaling.got.slice(1).map(({ text }) => text));
    expect(lines.filter(({ kind }) => kind === 'close')).toHaveLength(2);

    const header = decodeCassetteHeader(proxy.target.lines[0] ?? '');
    if (!header.ok) throw new Error(header.problem);
    expect(header.header.generation).toBe(protocol);
    const entries = new JournalEntries(header.header);
    const types = lines.flatMap((line) => entries.entry(line)?.type ?? []);
    for (const type of [
      'meeting.rtms_started',
      'SIGNALING_HAND_SHAKE_RESP',
      'CLIENT_READY_ACK',
      'MEDIA_DATA_AUDIO',
    ]) {
      expect(types).toContain(type);
    }
    expect(types).not.toContain('INVALID');
  },
);
