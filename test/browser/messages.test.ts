import { readFileSync } from 'node:fs';
import { decodeCassetteHeader, decodeCassetteLine } from '@rtms-mock/protocol/cassette';
import { startMockServer, type MockServer } from '@rtms-mock/server';
import type { JournalRecorder } from '../../packages/mock-server/src/journal.js';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { describeWithTool } from '../support/require-tool.js';
import { startApp } from './support/app.js';
import { openBrowser, press, waitForState } from './support/page.js';

const EVIL = '<img src=x onerror="document.title=\'executed\'">';

/** Scrolls to sixty places. Returns the time of each frame in milliseconds, in order of size. */
const SCROLL_ABOUT = `(async () => {
  const box = document.querySelector('.virtual');
  const times = [];
  let before = performance.now();
  for (let step = 0; step < 60; step += 1) {
    box.scrollTop = ((step * 7919) % 100) * (box.scrollHeight / 100);
    await new Promise(requestAnimationFrame);
    const now = performance.now();
    times.push(now - before);
    before = now;
  }
  return times.sort((a, b) => a - b);
})()`;

/** Records the refusal of a handshake. Returns its entry. */
function recordRefusal({ journal }: MockServer, streamId: string): { readonly seq: number } {
  const recorder = journal as JournalRecorder;
  const about = { streamId, socket: 'signaling', connectionId: 's1' } as const;
  const detail = { violation: 'signature-wrong', reason: 'signature does not match' };
  recorder.record({ kind: 'note', type: 'refused', ...about, detail });
  return { seq: recorder.lastSeq };
}

/** Number of entries that are recorded before the page has to show them: the server leaves out what a reader is too slow for. */
const BATCH = 2500;

/** Records entries, and waits again and again until the page shows all of them. */
async function recordEntries({ journal }: MockServer, page: Page, count: number): Promise<void> {
  const recorder = journal as JournalRecorder;
  await page.getByLabel('Search messages').fill('SYNTHETIC');
  for (let index = 1; index <= count; index += 1) {
    recorder.record({ kind: 'note', type: `SYNTHETIC_${index}`, detail: { index } });
    if (index % BATCH === 0) await rowsOf(page).getByText(`SYNTHETIC_${index}`, { exact: true }).waitFor();
  }
  await page.getByLabel('Search messages').fill('');
}

function rowsOf(page: Page): ReturnType<Page['locator']> {
  return page.getByRole('region', { name: 'Messages' }).locator('.row');
}

async function importFile(page: Page, name: string, buffer: Buffer): Promise<void> {
  const [chooser] = await Promise.all([page.waitForEvent('filechooser'), press(page, 'Import')]);
  await chooser.setFiles({ name, mimeType: 'application/x-ndjson', buffer });
}

describeWithTool('chromium', 'the region Messages', (chromium) => {
  test('shows what the real service would have done to the app', async () => {
    await using server = await startMockServer({ port: 0, mediaPort: 0 });
    const { streamId } = await server.startMeeting();
    await using browser = await openBrowser(chromium);
    const page = await browser.open(server.controlUrl);
    const { seq } = recordRefusal(server, streamId);

    const verdict = page.locator('.verdicts li', { hasText: 'signature-wrong' });
    await verdict.waitFor();

    expect(await verdict.innerText()).toMatch(/Zoom today refuses it with 3 INVALID_SIGNATURE/);
    expect(await verdict.innerText()).toContain(`Entry ${seq}.`);
  });

  test('shows verdicts that belong to no meeting, and praises no app that has done nothing', async () => {
    await using server = await startMockServer({ port: 0, mediaPort: 0 });
    await using app = await startApp('another secret token');
    await using browser = await openBrowser(chromium);
    const page = await browser.open(server.controlUrl);
    await page.getByText('Verdicts: none yet, there is no meeting', { exact: true }).waitFor();

    await page.getByLabel('Webhook URL').fill(app.url);
    await press(page, 'Validate');
    await page.getByText('Verdicts: 1 error', { exact: true }).waitFor();
    const verdict = page.locator('.verdicts li', { hasText: 'url-validation-wrong' });
    expect(await verdict.innerText()).toContain('Belongs to no meeting.');
    expect(browser.errors).toEqual([]);
  });

  test('filters, searches, freezes, expands and exports', async () => {
    await using server = await startMockServer({ port: 0, mediaPort: 0 });
    await using browser = await openBrowser(chromium);
    const page = await browser.open(server.controlUrl);
    await press(page, 'Start and receive here');
    await page.getByText(/^transcript: \d+ frame/).waitFor();

    await page.getByLabel('Search messages').fill('HAND_SHAKE_REQ signaling');
    await expect.poll(() => rowsOf(page).count()).toBe(1);
    await rowsOf(page).getByRole('button').click();
    expect(await page.getByLabel('Text on the wire').innerText()).toContain('"msg_type": 1');
    expect(await page.getByLabel('Text on the wire').innerText()).toMatch(/"signature": "…\w{4}"/);
    await press(page, 'Reset filter');
    await page.getByLabel('Direction', { exact: true }).selectOption('received');
    await expect.poll(() => rowsOf(page).filter({ hasText: '→ sent' }).count()).toBe(0);
    await press(page, 'Reset filter');

    await press(page, 'Freeze');
    const frozen = await rowsOf(page).last().innerText();
    await press(page, 'Pause');
    await waitForState(page, 'paused');
    await page.getByText(/, \d+ new$/).waitFor();
    expect(await rowsOf(page).last().innerText()).toBe(frozen);
    await press(page, 'Freeze');
    await rowsOf(page).getByText('STREAM_STATE_UPDATE').last().waitFor();

    const [download] = await Promise.all([page.waitForEvent('download'), press(page, 'Export')]);
    expect(download.suggestedFilename()).toMatch(/\.rtms\.jsonl$/);
    const [header = '', ...lines] = readFileSync(await download.path(), 'utf8')
      .trimEnd()
      .split('\n');
    expect(decodeCassetteHeader(header)).toMatchObject({ ok: true, header: { generation: '2025' } });
    const decoded = lines.map((line) => decodeCassetteLine(line));
    const kinds = decoded.map((one) => (one.outcome === 'line' ? one.line.kind : one.outcome));
    expect(kinds.slice(0, 3)).toEqual(['state', 'open', 'text']);
    expect(browser.errors).toEqual([]);
  });

  test('shows an exported cassette again, beside the messages of the server', async () => {
    await using server = await startMockServer({ port: 0, mediaPort: 0 });
    await using browser = await openBrowser(chromium);
    const page = await browser.open(server.controlUrl);
    await press(page, 'Start and receive here');
    await waitForState(page, 'active');
    const [download] = await Promise.all([page.waitForEvent('download'), press(page, 'Export')]);
    const cassette = readFileSync(await download.path());
    const count = cassette.toString('utf8').trimEnd().split('\n').length - 1;

    await importFile(page, 'theirs.rtms.jsonl', cassette);
    await page.getByText(`${count} entries of theirs.rtms.jsonl`, { exact: true }).waitFor();
    await press(page, 'Pause');
    await waitForState(page, 'paused');
    expect(await rowsOf(page).getByText('paused', { exact: true }).count()).toBe(0);
    await press(page, 'Close cassette');
    await rowsOf(page).getByText('paused', { exact: true }).last().waitFor();

    await importFile(page, 'notes.jsonl', Buffer.from('{"seq":1}\n'));
    await page.getByText(/^notes\.jsonl is not a cassette: /).waitFor();
    expect(browser.errors).toEqual([]);
  });

  test('keeps and scrolls 100,000 entries with few of them in the document', async () => {
    await using server = await startMockServer({ port: 0, mediaPort: 0 });
    await using browser = await openBrowser(chromium);
    const page = await browser.open(server.controlUrl);
    await press(page, 'Start Meeting');
    await waitForState(page, 'created');
    await recordEntries(server, page, 110_000);
    await page.getByText(/^(9\d|100),\d{3} entries$/).waitFor();
    expect(await rowsOf(page).count()).toBeLessThan(80);

    const list = page.getByRole('group', { name: /^Messages: / });
    await list.focus();
    await page.keyboard.press('Home');
    await expect.poll(() => rowsOf(page).first().innerText()).toMatch(/SYNTHETIC_\d+/);
    const frames = await page.evaluate<number[]>(SCROLL_ABOUT);
    console.log(
      `scrolling 100,000 entries: median ${frames[30]?.toFixed(1)} ms per frame, p95 ${frames[57]?.toFixed(1)} ms`,
    );
    await page.getByLabel('Search messages').fill('SYNTHETIC_109999');
    await expect.poll(() => rowsOf(page).count()).toBe(1);
    expect(browser.errors).toEqual([]);
  });

  test('executes nothing of a message', async () => {
    await using server = await startMockServer({ port: 0, mediaPort: 0 });
    await using browser = await openBrowser(chromium);
    const meeting = await server.startMeeting({ participants: [EVIL, 'Bo'], topic: EVIL });
    const page = await browser.open(server.controlUrl);
    await page.getByRole('region', { name: 'People' }).getByText(EVIL).first().waitFor();
    await press(page, 'Receive here');
    await waitForState(page, 'active');
    await meeting.inject({ do: 'chat', participant: 1, text: EVIL });
    await page.getByLabel('Live chat').getByText(EVIL).last().waitFor();
    await page.getByLabel('Search messages').fill('onerror');
    await page.getByText(/^\d+ of \d+ entries/).waitFor();
    await rowsOf(page).first().getByRole('button').click();
    // Decoded or, for media, in the text on the wire.
    await page.locator('.row-details').getByText('onerror').first().waitFor();
    expect(await page.locator('img').count()).toBe(0);
    expect(await page.title()).toBe('rtms-mock');
    expect(browser.errors).toEqual([]);
  });

  test('holds a message, and sends it as it was edited', async () => {
    await using server = await startMockServer({ port: 0, mediaPort: 0 });
    await using browser = await openBrowser(chromium);
    const page = await browser.open(server.controlUrl);
    await press(page, 'Start and receive here');
    await waitForState(page, 'active');

    await page.getByText(/^Hold and edit/).click();
    await page.getByLabel('Hold messages of type').selectOption('STREAM_STATE_UPDATE');
    await press(page, 'Hold');
    await page
      .getByText('Each such message is held here until you release it, for 60s at most.', { exact: true })
      .waitFor();
    await press(page, 'Pause');
    const editor = page.getByRole('textbox', { name: /^Held message/ });
    await editor.waitFor();
    // It counts down although the server sends nothing more about it.
    await page.getByText(/, goes on by itself in (?:5[0-8]|[1-4]?\d) s$/).waitFor();
    const original = JSON.parse(await editor.inputValue()) as { readonly msg_type: number };
    expect(original).toMatchObject({ msg_type: 8 });
    await editor.fill(JSON.stringify({ ...original, edited: 'by a person' }));
    await press(page, 'Send changed');
    await expect.poll(() => editor.count()).toBe(0);
    await expect
      .poll(() => server.journal.find({ type: 'STREAM_STATE_UPDATE' }).at(-1)?.wire)
      .toContain('"edited":"by a person"');

    await press(page, 'Resume');
    await editor.waitFor();
    const sent = server.journal.find({ type: 'STREAM_STATE_UPDATE', direction: 'sent' }).length;
    await press(page, 'Drop');
    await expect.poll(() => editor.count()).toBe(0);
    expect(server.journal.find({ type: 'STREAM_STATE_UPDATE', direction: 'sent' })).toHaveLength(sent);
    expect(browser.errors).toEqual([]);
  });
});
