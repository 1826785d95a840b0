import { BASE } from '../api/http.js';
import { Lines } from '../ui/lines.js';
import { NoticeBar } from '../ui/notice.js';
import { Region } from '../ui/region.js';
import { ThemeChoiceField } from '../ui/theme-choice.js';
import { Button } from '../ui/controls.js';
import { AudioRegion } from './audio-region.js';
import { ConnectionRegion } from './connection-region.js';
import { EventsRegion } from './events-region.js';
import { feedState } from './feed.js';
import { app, shownStream, texts } from './received.js';
import { ShareRegion, VideoRegion } from './video-region.js';
import { WebhooksRegion } from './webhooks-region.js';
import { download } from './actions.js';

/** The whole page of the sample app: every region is in the document from the first paint. */
export function SampleAppPage() {
  return (
    <>
      <header class="top">
        <h1>
          rtms-mock <small>sample app</small>
        </h1>
        <Reachability />
        <ThemeChoiceField />
      </header>
      <NoticeBar />
      <main class="sample-app">
        <ConnectionRegion />
        <VideoRegion />
        <ShareRegion />
        <AudioRegion />
        <TextRegion />
        <EventsRegion />
        <WebhooksRegion />
      </main>
      <footer>
        <a href={new URL('assets/licences.txt', BASE).href}>Licences</a>
      </footer>
    </>
  );
}

function Reachability() {
  const { value: state } = feedState;
  const text = {
    lost: 'Sample app not reachable: trying again',
    connecting: 'Connecting …',
    open: 'Connected',
  }[state];
  return (
    <p class={`reach ${state}`} role="status">
      {text}
    </p>
  );
}

function TextRegion() {
  const stream = shownStream.value;
  const lines = (kind: 'transcript' | 'chat') =>
    texts.value
      .filter((entry) => entry.kind === kind)
      .map(({ seq, userName, timestamp, text }) => ({ key: seq, name: userName, timestamp, text }));
  const transcript = lines('transcript');
  return (
    <Region
      name="Conversation"
      tools={
        <Button
          kind="small"
          label="Download transcript as VTT"
          disabled={app.value === undefined || stream === undefined || transcript.length === 0}
          run={() => download(stream?.streamId ?? '', 'transcript.vtt')}
        >
          VTT
        </Button>
      }
    >
      <div class="speech">
        <div>
          <h3>Transcript</h3>
          <Lines label="Transcript lines" lines={transcript} empty="What is said appears here." />
        </div>
        <div>
          <h3>Chat</h3>
          <Lines label="Chat messages" lines={lines('chat')} empty="Chat messages appear here." />
        </div>
      </div>
    </Region>
  );
}
