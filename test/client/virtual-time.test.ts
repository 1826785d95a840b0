/** The client's timers in the virtual time of the mock server. */
import rtms from '@rtms-mock/client';
import { startMockServer } from '@rtms-mock/server';
import { expect, test } from 'vitest';

rtms.configureLogger({ enabled: false });

test.each(['2025', '2026'] as const)(
  'a client of generation %s connects again and leaves in virtual time',
  async (protocol) => {
    await using server = await startMockServer({
      port: 0,
      mediaPort: 0,
      time: 'virtual',
      protocol,
      endNoticeMs: 0,
      stoppedWebhookDelayMs: 0,
    });
    const [app] = server.credentials.apps;
    const meeting = await server.startMeeting();
    const client = new rtms.Client({ clock: server.clock });
    const seen: string[] = [];
    client.onLeave((reason) => seen.push(`left ${reason} at ${server.clock.now()}`));
    client.events.on('reconnected', ({ part, afterMs }) => seen.push(`${part} is back after ${afterMs} ms`));
    client.onAudioData(() => {});
    client.join({
      meeting_uuid: meeting.meetingUuid,
      rtms_stream_id: meeting.streamId,
      server_urls: server.signalingUrl,
      client: app.clientId,
      secret: app.clientSecret,
    });
    const advance = async (by: string): Promise<void> => {
      expect(await server.advance(by)).toMatchObject({ lagging: [] });
    };
    await meeting.waitFor('active');
    await advance('10s');
    await meeting.inject({ fault: 'cut-socket', socket: 'signaling' });
    await advance('10s');
    expect(seen).toEqual(['signaling is back after 1000 ms']);
    // Nothing but the watch over silent sockets notices that the server is silent, after 65 s.
    await meeting.inject({ fault: 'silent-keep-alive', socket: 'all', for: '100s' });
    await meeting.inject({ do: 'pause' });
    await advance('60s');
    expect(seen.slice(1)).toEqual([]);
    await advance('10s');
    expect(seen.slice(1)).toEqual(['signaling is back after 1000 ms']);
    await meeting.stop();
    await advance('5s');
    expect(seen.slice(2)).toEqual([expect.stringMatching(/^left 2 at 9\d{4}$/)]);
  },
);
