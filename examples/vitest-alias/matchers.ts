import { matchers, type RtmsMockMatchers } from '@rtms-mock/server/testing';
import { expect } from 'vitest';

declare module 'vitest' {
  interface Matchers<T> extends RtmsMockMatchers {}
}
expect.extend(matchers);
