import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { startMockServer } from '@rtms-mock/server';
import { chromium } from 'playwright-core';
import { expect, test } from 'vitest';
import { describeWithTool } from '../support/require-tool.js';

const FLAGS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'];

/** An RTMS app in a page: connects as its hash says, and writes the outcome into the title of the page. */
const PAGE = `<!doctype html><title>waiting</title><script>
const { signalingUrl, ids } = JSON.parse(decodeURIComponent(location.hash.slice(1)));
const finish = (outcome) => { document.title = outcome; };
const open = (url, first, onMessage) => {
  const socket = new WebSocket(url);
  socket.onopen = () => socket.send(JSON.stringify({ ...ids, protocol_version: 1, signature: '', ...first }));
  socket.onmessage = ({ data }) => onMessage(JSON.parse(data), socket);
  socket.onclose = ({ code }) => finish('closed with ' + code);
};
open(signalingUrl, { msg_type: 1 }, (message, signaling) => {
  if (message.msg_type !== 2) return;
  open(message.media_server.server_urls.audio, { msg_type: 3, media_type: 1 }, (answer) => {
    if (answer.msg_type === 4) signaling.send(JSON.stringify({ msg_type: 7, rtms_stream_id: ids.rtms_stream_id }));
    if (answer.msg_type === 14) finish('audio of ' + atob(answer.content.data).length + ' bytes');
  });
});
</script>`;

describeWithTool('chromium', 'a web page', (executablePath) => {
  test('receives media from localhost, and is refused from another site', async () => {
    const web = createServer((_request, response) =>
      response.setHeader('content-type', 'text/html').end(PAGE),
    );
    web.listen(0, '127.0.0.1');
    await once(web, 'listening');
    const { port } = web.address() as AddressInfo;
    const lines: string[] = [];
    await using server = await startMockServer({
      port: 0,
      mediaPort: 0,
      auth: 'off',
      logger: { log: (_level, message) => void lines.push(message) },
    });
    const { meetingUuid, streamId } = await server.startMeeting();
    const ids = { meeting_uuid: meetingUuid, rtms_stream_id: streamId };
    const hash = encodeURIComponent(JSON.stringify({ signalingUrl: server.signalingUrl, ids }));
    const args = [...FLAGS, '--host-resolver-rules=MAP foreign.test 127.0.0.1'];
    const browser = await chromium.launch({ executablePath, args });

    const outcomeAt = async (host: string): Promise<string> => {
      const page = await browser.newPage();
      await page.goto(`http://${host}:${port}/#${hash}`);
      await page.waitForFunction("document.title !== 'waiting'");
      const title = await page.title();
      await page.close();
      return title;
    };

    try {
      expect(await outcomeAt('foreign.test')).toBe('closed with 1006');
      expect(lines.filter((line) => line.includes('--allow-origin'))).toEqual([
        expect.stringContaining(`http://foreign.test:${port}`),
      ]);
      expect(await outcomeAt('localhost')).toMatch(/^audio of \d{3,} bytes$/);
    } finally {
      await browser.close();
      web.closeAllConnections();
      web.close();
    }
  });
});
