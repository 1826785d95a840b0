/**
 * Requirements of a service. Each has one sentence and a source: a section of docs/PROTOCOL.md, a page of the
 * documentation, or `rtms-mock` for decisions of this project. At least one scenario verifies each requirement.
 */
import { EVENTS } from './requirements/events.js';
import { LIFECYCLE } from './requirements/lifecycle.js';
import { MEDIA } from './requirements/media.js';
import { RESILIENCE } from './requirements/resilience.js';
import { REST } from './requirements/rest.js';
import { SIGNALING } from './requirements/signaling.js';
import { SPECIFICATION } from './requirements/specification.js';
import { STATUS } from './requirements/status.js';
import { STRING_GENERATION } from './requirements/string-generation.js';
import { WEBHOOKS } from './requirements/webhooks.js';

/** A requirement. */
export interface Requirement {
  /** Area and name, separated by colons; scenarios refer to it. */
  readonly id: string;
  readonly source: string;
  readonly sentence: string;
}

export const REQUIREMENTS = [
  ...WEBHOOKS,
  ...SIGNALING,
  ...STATUS,
  ...MEDIA,
  ...EVENTS,
  ...LIFECYCLE,
  ...RESILIENCE,
  ...STRING_GENERATION,
  ...REST,
  ...SPECIFICATION,
] as const satisfies readonly Requirement[];

export type RequirementId = (typeof REQUIREMENTS)[number]['id'];
