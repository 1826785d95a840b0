import { MemoryRegistry, startNode } from '@rtms-mock/server/fleet';
import { realClock } from '@rtms-mock/protocol/clock';
import { expect, test } from 'vitest';
import { describeWithTool } from '../support/require-tool.js';
import { openBrowser } from './support/page.js';

describeWithTool('chromium', 'the page of several processes', (chromium) => {
  test('says that meetings of a lost one are missing until another one goes on with them', async () => {
    const registry = new MemoryRegistry(realClock);
    const ports = { port: 0, mediaPort: 0 };
    await using front = await startNode(ports, { kind: 'worker', registry });
    await using node = await startNode(ports, { kind: 'worker', nodeId: '1' });
    const { controlUrl: apiUrl, signalingUrl } = node;
    registry.join({ nodeId: '1', apiUrl, signalingUrl, labels: {} });
    await node.startMeeting({ topic: 'Weekly' });
    const [record] = node.records();
    if (!record) expect.fail('a record is needed');
    node.abandon(record.key);
    registry.join({
      nodeId: '2',
      apiUrl: 'http://127.0.0.1:1',
      signalingUrl: 'ws://127.0.0.1:1',
      labels: {},
    });
    await registry.claim({ ...record, nodeId: '2' });
    registry.lose('2');

    await using browser = await openBrowser(chromium);
    const page = await browser.open(front.controlUrl);
    const note = page.getByText(/^Some meetings are missing here/);
    await note.waitFor();
    await registry.claim({ ...record, nodeId: '1' });
    await node.adopt({ ...record, nodeId: '1' });
    await note.waitFor({ state: 'detached' });
    await page.getByRole('option', { name: /Weekly/ }).waitFor({ state: 'attached' });
    expect(browser.errors).toEqual([]);
  });
});
