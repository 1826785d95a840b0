import type { InvitedParticipant } from '../meetings/participant.js';
import type { Scenario } from './scenario.js';

/**
 * Who is in when the meeting begins: everybody, except those who are said not to be and those whose first
 * coming or going on the timeline is that they join.
 */
export function initialParticipants(
  scenario: Scenario,
  people: readonly InvitedParticipant[],
): InvitedParticipant[] {
  return people.map(({ name, present }, index) => {
    const said = scenario.participants?.[index]?.present ?? present;
    if (said !== undefined) return { name, present: said };
    return { name, present: firstMove(scenario, name, index + 1) !== 'join' };
  });
}

function firstMove(scenario: Scenario, name: string, place: number): 'join' | 'leave' | undefined {
  for (const { step } of scenario.timeline) {
    if (step.do !== 'join' && step.do !== 'leave') continue;
    const who = step.participant;
    if (typeof who === 'number' ? who === place : who.toLowerCase() === name.toLowerCase()) return step.do;
  }
  return undefined;
}
