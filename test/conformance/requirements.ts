/**
 * Requirements of a service. Each has one sentence, a source (a section of docs/PROTOCOL.md, a page of the
 * documentation, or `rtms-mock` for decisions of this project) and a basis. At least one scenario verifies each
 * requirement. `pnpm fidelity` writes them to docs/fidelity.md.
 */
import { ENCRYPTION } from './requirements/encryption.js';
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

/**
 * Evidence that the service behaves in this way. If a sentence has several parts, the weakest evidence of them counts.
 *
 * - `documented`: a page, header or schema of the vendor says so.
 * - `observed`: a published program, sample or log shows it.
 * - `assumed`: no source says so; it is the decision of this project.
 * - `own`: not a behaviour of the service but an option, a fault or a tool of rtms-mock.
 */
export type Basis = 'documented' | 'observed' | 'assumed' | 'own';

/** A requirement. */
export interface Requirement {
  /** Area and name, separated by colons; scenarios refer to it. */
  readonly id: string;
  readonly source: string;
  readonly basis: Basis;
  readonly sentence: string;
}

export const REQUIREMENTS = [
  ...WEBHOOKS,
  ...SIGNALING,
  ...STATUS,
  ...MEDIA,
  ...ENCRYPTION,
  ...EVENTS,
  ...LIFECYCLE,
  ...RESILIENCE,
  ...STRING_GENERATION,
  ...REST,
  ...SPECIFICATION,
] as const satisfies readonly Requirement[];

export type RequirementId = (typeof REQUIREMENTS)[number]['id'];
