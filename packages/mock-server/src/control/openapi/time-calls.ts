import { answers, body, REFUSALS, type Paths } from './operation.js';

/** The time of meetings. */
export const TIME_CALLS: Paths = {
  '/api/time': {
    get: {
      tags: ['Time'],
      summary: 'The time of meetings',
      operationId: 'getTime',
      responses: { '200': answers('The time.', 'TimeNow') },
    },
  },
  '/api/time/advance': {
    post: {
      tags: ['Time'],
      summary: 'Advance virtual time; answers when all that was due is sent, read and answered',
      operationId: 'advanceTime',
      requestBody: body('AdvanceTime'),
      responses: {
        '200': answers('The time now, and who lags.', 'AdvancedTime'),
        '409': answers('The time of this server is real, or advances by itself.', 'Error'),
        ...REFUSALS,
      },
    },
  },
};
