import { expect, test } from 'vitest';
import { VerdictBook } from '../../src/verdicts/verdict-book.js';
import { MEDIA_CASES, READY_CASES, RECONNECTION_CASES, type RuleCase } from './broken-rules.js';
import { ScriptedApp } from './scripted-app.js';

const CASES: readonly RuleCase[] = [...MEDIA_CASES, ...READY_CASES, ...RECONNECTION_CASES];

/** Rules that an app breaks when the times of its journal are virtual. `share`: real time by virtual time. */
async function rulesInVirtualTime(rule: string, share: number): Promise<string[]> {
  const found = CASES.find((one) => one.rule === rule);
  if (!found) throw new Error(`there is no case of ${rule}`);
  const app = new ScriptedApp('2026', found.options ?? {});
  await found.breaks(app);
  await app.rules();
  let realNowMs = 0;
  const book = new VerdictBook({ realNowMs: () => realNowMs });
  for (const entry of app.core.journal.find()) {
    realNowMs = entry.atMs * share;
    book.add(entry);
  }
  return book.of(app.meeting.streamId).map((verdict) => verdict.rule);
}

test.each(['reconnect-too-fast', 'reconnect-without-back-off'])(
  'nobody knows by which clock an app waits, so there is no %s',
  async (rule) => {
    expect(await rulesInVirtualTime(rule, 1)).not.toContain(rule);
  },
);

test.each(['media-socket-missing', 'ready-ack-missing', 'reconnect-missing'])(
  'an app that virtual time has waited for has %s, one that had no real time has not',
  async (rule) => {
    expect(await rulesInVirtualTime(rule, 1)).toContain(rule);
    expect(await rulesInVirtualTime(rule, 0.0001)).not.toContain(rule);
  },
);
