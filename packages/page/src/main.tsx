import { render } from 'preact';
import 'uplot/dist/uPlot.min.css';
import './page.css';
import { loadSteps } from './faults/step-form.js';
import { loadScenarios } from './meeting/start-form.js';
import { followJournal } from './messages/journal.js';
import { Page } from './page.js';
import { followMedia } from './people/watch.js';
import { followEvents } from './state/events.js';
import { problem } from './ui/notice.js';

const place = document.getElementById('page');
if (place === null) throw new Error('the document has no element #page');
followEvents();
followJournal();
render(<Page />, place);
followMedia();
Promise.all([loadSteps(), loadScenarios()]).catch(problem);
