import type { InvitedParticipant } from '../meetings/participant.js';
import type { Scenario } from './scenario.js';
import { concerns } from './several-participants.js';

/**
 * Decides who is in the meeting when it begins: each participant, except those who are marked as not present, and
 * those whose first `join` or `leave` on the timeline is a `join`.
 */
export function initialParticipants(
  scenario: Scenario,
  invited: readonly InvitedParticipant[],
): InvitedParticipant[] {
  return invited.map(({ name, present }, index) => {
    const declared = scenario.participants?.[index]?.present ?? present;
    if (declared !== undefined) return { name, present: declared };
    return { name, present: firstMove(scenario, name, index + 1) !== 'join' };
  });
}

/** The participant's first step on the timeline that joins or leaves. `position` counts from 1. */
function firstMove(scenario: Scenario, name: string, position: number): 'join' | 'leave' | undefined {
  for (const entry of scenario.timeline) {
    const { step } = entry;
    if ((step.do === 'join' || step.do === 'leave') && concerns(entry, name, position)) return step.do;
  }
  return undefined;
}
