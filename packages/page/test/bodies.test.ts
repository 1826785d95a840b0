import type * as server from '../../mock-server/src/control/api-bodies.js';
import type * as observed from '../../mock-server/src/control/observing-bodies.js';
import type * as time from '../../mock-server/src/control/time-bodies.js';
import type * as facts from '../../mock-server/src/control/page-bodies.js';
import { OUTLIVES_MEETING } from '../../mock-server/src/scenarios/performers/index.js';
import { CONDITION_NAMES } from '../../mock-server/src/scenarios/conditions.js';
import type { GroundTruth, JournalEntry, MockServer } from '@rtms-mock/server';
import { expect, expectTypeOf, test } from 'vitest';
import type * as page from '../src/api/bodies.js';
import type { Verdict } from '../src/messages/verdict-words.js';
import { AFTER_THE_END, canPerform } from '../src/faults/after-the-end.js';
import { CONDITIONS } from '../src/faults/timeline-text.js';

test('the page reads bodies as the server sends them', () => {
  expectTypeOf<server.StreamList>().toExtend<page.StreamList>();
  expectTypeOf<server.StartedMeeting>().toExtend<page.StartedMeeting>();
  expectTypeOf<observed.JournalPage>().toExtend<page.JournalPage>();
  expectTypeOf<observed.AllVerdicts['verdicts'][number]>().toExtend<Verdict>();
  expectTypeOf<GroundTruth>().toExtend<page.GroundTruth>();
  expectTypeOf<time.TimeNow>().toExtend<page.TimeNow>();
  expectTypeOf<JournalEntry>().toExtend<page.JournalEntry>();
  expectTypeOf<server.ScenarioList>().toExtend<page.ScenarioList>();
  expectTypeOf<server.ErrorBody>().toExtend<page.ErrorBody>();
  expectTypeOf<server.StepDone>().toExtend<page.StepDone>();
  expectTypeOf<facts.ServerFacts>().toExtend<page.ServerFacts>();
  expectTypeOf<facts.HandshakeSignature>().toExtend<page.SignedIds>();
  expectTypeOf<facts.ServerEvent>().toExtend<page.ServerEvent>();
  expectTypeOf<Awaited<ReturnType<MockServer['validateWebhook']>>>().toExtend<page.UrlVerdict>();
});

test('the page offers the conditions of the server', () => {
  expect(CONDITIONS).toEqual(CONDITION_NAMES);
});

test('the page offers after the end of a meeting the steps that outlive it', () => {
  const controls = ['start', 'stop', 'end'];
  expect(AFTER_THE_END).toEqual([...OUTLIVES_MEETING].filter((name) => !controls.includes(name)));
  expect(canPerform('mute', { meetingEnded: false })).toBe(true);
  expect(canPerform('mute', { meetingEnded: true })).toBe(false);
  expect(canPerform('webhook', { meetingEnded: true })).toBe(true);
  expect(canPerform('webhook', undefined)).toBe(false);
});
