/**
 * What a service must do, one sentence each, with its source: a section of docs/PROTOCOL.md, a page of
 * the documentation, or `rtms-mock` for what this project decided. A scenario shows each of them.
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

export interface Requirement {
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
