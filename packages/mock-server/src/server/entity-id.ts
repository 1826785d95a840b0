import type { Product } from '@rtms-mock/protocol';
import type { StreamIds } from '../credentials.js';
import { cut } from '../input/cut.js';
import { invalidField } from '../input/option-error.js';
import { CALL_ID_FORM, isCallId, type IdGenerator } from '../meetings/ids.js';

/**
 * Chooses the id of a new meeting, session, engagement or call (PROTOCOL.md §5.2).
 *
 * @param requested id of the request
 * @param known ids of the credentials
 * @throws {OptionError} for a requested id that no phone call can have
 */
export function chooseEntityId(
  product: Product,
  requested: string | undefined,
  known: StreamIds | undefined,
  ids: IdGenerator,
): string {
  if (requested !== undefined) {
    if (product !== 'phone' || isCallId(requested)) return requested;
    const found = `found "${cut(requested)}"`;
    throw invalidField('meetingUuid', `must be a call id for a phone call: ${CALL_ID_FORM}; ${found}`);
  }
  // The credentials configure meeting UUIDs, which are not call ids.
  if (known && product !== 'phone') return known.meetingUuid;
  switch (product) {
    case 'meeting':
    case 'webinar':
      return ids.meetingUuid();
    case 'session':
    case 'contact_center':
      return ids.urlSafeId();
    case 'phone':
      return ids.digits();
  }
}
