import { expect, test, vi } from 'vitest';
import { VerdictBook } from '../../src/verdicts/verdict-book.js';
import { ScriptedApp } from './scripted-app.js';

test('a rule that fails ends the verdicts, and nothing else', async () => {
  vi.spyOn(VerdictBook.prototype, 'add').mockImplementation(() => {
    throw new Error('a rule failed');
  });
  const app = new ScriptedApp('2026');

  await app.join();
  await app.pass(3);

  expect(app.meeting.state).toBe('active');
  expect(app.core.journal.find({ type: 'internal-error' })).toHaveLength(1);
});
