import type realSdk from 'zoom-rtms-sdk';
import type * as realNames from 'zoom-rtms-sdk';
import { expect, expectTypeOf, test } from 'vitest';
import rtms, * as named from '@rtms-mock/client';

// Checked by the compiler (`pnpm types`) against the typings of the SDK's package, which is installed for
// these alone: its script, which downloads a closed program, is not allowed to run.

type RealDefault = typeof realSdk;
type RealClient = InstanceType<typeof realNames.Client>;

test('our default export can stand wherever a program expects that of the SDK', () => {
  const standIn: Omit<RealDefault, 'LogFormat'> = rtms;
  expect(standIn).toBe(rtms);
});

test('our Client can stand wherever a program expects that of the SDK', () => {
  const standIn: RealClient = new rtms.Client();
  expect(standIn).toBeInstanceOf(named.Client);
});

test('our log formats have the values of theirs, which is an enum that takes no values from outside', () => {
  type OurFormat = (typeof named.LogFormat)[keyof typeof named.LogFormat];
  expectTypeOf<OurFormat>().toEqualTypeOf<`${realNames.LogFormat}`>();
  expectTypeOf<keyof typeof realNames.LogFormat>().toExtend<keyof typeof named.LogFormat>();
  expect(named.LogFormat.JSON).toBe('json');
});

test('no name that the SDK declares is missing', () => {
  expectTypeOf<Exclude<keyof typeof realNames, keyof typeof named>>().toEqualTypeOf<never>();
  expect(named.onWebhookEvent).toBe(rtms.onWebhookEvent);
});
