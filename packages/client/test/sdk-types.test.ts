import type realSdk from 'zoom-rtms-sdk';
import type * as realNames from 'zoom-rtms-sdk';
import { expect, expectTypeOf, test } from 'vitest';
import rtms, * as named from '@rtms-mock/client';

// The compiler (`pnpm types`) checks this file against the typings of the SDK. Only they are used of its package:
// its install script, which downloads a closed program, is not allowed to run.

type RealDefault = typeof realSdk;
type RealClient = InstanceType<typeof realNames.Client>;

test('our default export is assignable to that of the SDK', () => {
  const standIn: Omit<RealDefault, 'LogFormat'> = rtms;
  expect(standIn).toBe(rtms);
});

test('our Client is assignable to that of the SDK', () => {
  const standIn: RealClient = new rtms.Client();
  expect(standIn).toBeInstanceOf(named.Client);
});

test('our log formats have the values of the SDK, whose enum is not assignable from outside', () => {
  type OurFormat = (typeof named.LogFormat)[keyof typeof named.LogFormat];
  expectTypeOf<OurFormat>().toEqualTypeOf<`${realNames.LogFormat}`>();
  expectTypeOf<keyof typeof realNames.LogFormat>().toExtend<keyof typeof named.LogFormat>();
  expect(named.LogFormat.JSON).toBe('json');
});

test('all names that the SDK declares are exported', () => {
  expectTypeOf<Exclude<keyof typeof realNames, keyof typeof named>>().toEqualTypeOf<never>();
  expect(named.onWebhookEvent).toBe(rtms.onWebhookEvent);
});
