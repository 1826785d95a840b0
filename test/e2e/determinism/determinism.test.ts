import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const script = fileURLToPath(new URL('journal-of-a-run.ts', import.meta.url));

/**
 * Journals of a process, without what is of real time or of the system: the duration until a webhook was answered, and
 * the ports that were free. All other numbers, ids and timestamps follow from the seed and from virtual time.
 */
async function journals(seed: number): Promise<string> {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--conditions=@rtms-mock/source', '--import', 'tsx', script, String(seed)],
    { maxBuffer: 64 * 1024 * 1024 },
  );
  return stdout.replaceAll(/"ms":\d+/g, '"ms":0').replaceAll(/127\.0\.0\.1:\d+/g, '127.0.0.1:0');
}

test(
  'two runs in two processes have the same journal, with random faults, in both generations',
  { timeout: 90_000 },
  async () => {
    const [first, second] = await Promise.all([journals(7), journals(7)]);
    expect(second).toBe(first);
    for (const fault of ['close-socket', 'cut-socket', 'invalid-json', 'delay', 'reject-handshake']) {
      expect(first, fault).toContain(`"type":"${fault}"`);
    }
    expect(first.match(/"type":"meeting.rtms_stopped"/g)).toHaveLength(4);
    expect(first).not.toContain('"waitedFor"');
  },
);
