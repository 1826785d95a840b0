import { BASE } from './api/http.js';
import { FaultsRegion } from './faults/faults-region.js';
import { LogRegion } from './log/log-region.js';
import { MeetingRegion } from './meeting/meeting-region.js';
import { followJournal } from './messages/journal.js';
import { MessagesRegion } from './messages/messages-region.js';
import { PeopleRegion } from './people/people-region.js';
import { TranscriptRegion } from './people/transcript-region.js';
import { followEvents, server } from './state/events.js';
import { StatisticsRegion } from './statistics/statistics-region.js';
import { NoticeBar } from './ui/notice.js';
import { ThemeChoiceField } from './ui/theme-choice.js';

/** The whole page: every region is in the document from the first paint. */
export function Page() {
  return (
    <>
      <Header />
      <NoticeBar />
      <main>
        <MeetingRegion />
        <PeopleRegion />
        <TranscriptRegion />
        <MessagesRegion />
        <FaultsRegion />
        <StatisticsRegion />
        <LogRegion />
      </main>
      <footer>
        <a href={new URL('api/openapi.json', BASE).href}>HTTP API</a>
        <a href={new URL('metrics', BASE).href}>Metrics</a>
        <a href={new URL('assets/licences.txt', BASE).href}>Licences</a>
      </footer>
    </>
  );
}

function Header() {
  return (
    <header class="top">
      <h1>
        rtms-mock <small>{server.value?.version ?? ''}</small>
      </h1>
      <Reachability />
      <Facts />
      <ThemeChoiceField />
    </header>
  );
}

function Reachability() {
  const states = [followJournal().state.value, followEvents().state.value];
  const state = states.includes('lost') ? 'lost' : states.includes('connecting') ? 'connecting' : 'open';
  const text = {
    lost: 'Server not reachable: trying again',
    connecting: 'Connecting …',
    open: 'Connected',
  }[state];
  return (
    <p class={`reach ${state}`} role="status">
      {text}
    </p>
  );
}

function Facts() {
  const { value: facts } = server;
  if (facts === undefined) return <p class="server-facts" />;
  const { signalingUrl, mediaUrl, protocol, credentials } = facts;
  return (
    <details class="server-facts">
      <summary>
        <code>{signalingUrl}</code> · protocol {protocol}
      </summary>
      <dl class="facts">
        <dt>Signaling</dt>
        <dd>
          <code>{signalingUrl}</code>
        </dd>
        <dt>Media</dt>
        <dd>
          <code>{mediaUrl}</code>
        </dd>
        <dt>Client id</dt>
        <dd>
          <code>{credentials.clientIds.join(', ')}</code>
        </dd>
        {credentials.clientSecret !== undefined && (
          <>
            <dt>Client secret</dt>
            <dd>
              <code>{credentials.clientSecret}</code>
            </dd>
          </>
        )}
        {credentials.secretToken !== undefined && (
          <>
            <dt>Secret token</dt>
            <dd>
              <code>{credentials.secretToken}</code>
            </dd>
          </>
        )}
      </dl>
    </details>
  );
}
