import type { OpenFailure } from '@rtms-mock/protocol/encryption';

/** Why media was dropped: see {@link OpenFailure}, or it came from another address than that of the server. */
export type RejectedMedia = OpenFailure | 'foreign';
