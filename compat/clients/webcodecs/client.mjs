/** Decodes access units one by one in Chromium, and counts the frames that the decoder holds back. */
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { chromium } from 'playwright-core';

const stream = readFileSync('media/720p.h264');
const lengths = JSON.parse(readFileSync('media/720p.json', 'utf8'));

/** Runs in the page. */
async function heldBack({ base64, lengths, options }) {
  const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  let shown = 0;
  let first;
  const decoder = new VideoDecoder({
    output(frame) {
      shown += 1;
      first ??= { codedHeight: frame.codedHeight, displayHeight: frame.displayHeight };
      frame.close();
    },
    error(error) {
      throw error;
    },
  });
  const hex = [...bytes.subarray(5, 8)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  decoder.configure({ codec: `avc1.${hex}`, ...options });
  let at = 0;
  for (const [i, length] of lengths.entries()) {
    const data = bytes.subarray(at, at + length);
    decoder.decode(new EncodedVideoChunk({ type: i === 0 ? 'key' : 'delta', timestamp: i * 40_000, data }));
    at += length;
  }
  // The decoder waits for more once nothing has come for a while.
  for (let before = -1; before < shown || decoder.decodeQueueSize > 0;) {
    before = shown;
    await new Promise((resolve) => setTimeout(resolve, 2000));
  }
  return { held: lengths.length - shown, ...first };
}

const page = createServer((_request, response) => response.setHeader('content-type', 'text/html').end('<p>'));
await once(page.listen(0, '127.0.0.1'), 'listening');
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu'],
});
const tab = await browser.newPage();
await tab.goto(`http://127.0.0.1:${page.address().port}/`);
const run = (options) =>
  tab.evaluate(heldBack, {
    base64: stream.subarray(0).toString('base64'),
    lengths: lengths.slice(0, 50),
    options,
  });
const plain = await run({});
const fast = await run({ optimizeForLatency: true });
const figures = {
  plain: plain.held,
  optimized: fast.held,
  codedHeight: plain.codedHeight,
  displayHeight: plain.displayHeight,
};
process.stdout.write(JSON.stringify({ version: browser.version().split('.')[0], figures }));
await browser.close();
page.close();
