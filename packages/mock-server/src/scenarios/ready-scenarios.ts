/** What others need to know of the ready scenarios. */
export { DEFAULT_SCENARIO, READY_SCENARIOS } from './library/index.js';
