import { render } from 'preact';
import '../page.css';
import './sample-app.css';
import { followFeed } from './feed.js';
import { SampleAppPage } from './page.js';
import { take } from './received.js';

const place = document.getElementById('page');
if (place === null) throw new Error('the document has no element #page');
render(<SampleAppPage />, place);
followFeed(take);
