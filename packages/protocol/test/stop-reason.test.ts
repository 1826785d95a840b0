import { expect, test } from 'vitest';
import { stopReasonText } from '@rtms-mock/protocol';

test.each([
  [6, '6 STOP_BC_MEETING_ENDED'],
  [0, '0 UNDEFINED'],
  [960, '960'],
])('stop reason %d is shown as %j', (reason, shown) => {
  expect(stopReasonText(reason)).toBe(shown);
});
