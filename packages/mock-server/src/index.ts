// Start a server from a program or a test
export { PortInUseError, startMockServer } from './server/mock-server.js';
export { TlsError, type ProvidedTls, type GeneratedTls, type TlsOption } from './sockets/tls/tls.js';
export { OptionError } from './input/option-error.js';
export { UnknownAppError } from './server/choose-app.js';
export type { FigureOptions, MockServer } from './server/server-api.js';
export type { SavedMeeting, SavedPerson, SavedStream, ServerSnapshot } from './server/snapshot.js';
export type { ScenarioPatterns } from './server/scenario-patterns.js';
export type { MockServerOptions } from './server/options.js';
export { NotVirtualError } from './server/server-time.js';
export { ClockClosedError, type Advanced } from './time/virtual-clock.js';
export type { Lagging } from './time/settling.js';
export type { DuplicatePolicy, HandshakeFailure, MediaKeepAlive } from './policies.js';
export { DEV_CREDENTIALS, type App, type Credentials, type StreamIds } from './credentials.js';

// Meetings
export {
  InvalidStepError,
  ServerClosedError,
  type MockMeeting,
  type StartMeetingOptions,
} from './server/mock-meeting.js';
export { WaitTimeoutError, type WaitOptions, type WaitTarget } from './server/wait-target.js';
export { ActionRefusedError, MEETING_ACTIONS, type MeetingAction } from './meetings/meeting-action.js';
export type {
  ConnectionView,
  MediaCounters,
  PersonView,
  StreamStateName,
  StreamView,
} from './meetings/stream-view.js';

export type { GroundTruth, SpokenWords } from './meetings/ground-truth.js';

// Scenarios: what happens in meetings, step by step
export { ScenarioError, type ScenarioChoice } from './scenarios/choose.js';
export {
  formatScenarioProblems,
  parseScenario,
  type FileProblem,
  type ParsedScenario,
  type ParseScenarioOptions,
} from './scenarios/parse.js';
export { StepRefusedError } from './scenarios/performers/index.js';
export { explainScenario } from './scenarios/explain-scenario.js';
export type { Scenario } from './scenarios/scenario.js';
export { STEP_NAMES, type Step, type StepInput, type StepName } from './scenarios/steps/index.js';
export { MeetingEndedError, UnknownMeetingError } from './meetings/unknown-meeting.js';

// What happened
export type { Journal, JournalDetail, JournalEntry, JournalFilter, JournalKind } from './journal.js';
export type { Severity, Verdict } from './verdicts/verdict.js';
export type { HistogramView } from './figures/histogram.js';
export type { NodeFigures, ServerFigures, StreamTiming } from './figures/server-figures.js';
export type { LogFields, Logger, LogLevel } from './log.js';
export { documentedRetryPolicy, type RetryPolicy } from './webhooks/retry.js';
export type { UrlValidationVerdict, WebhookOutcome } from './webhooks/webhook-outcome.js';

// Cassettes: recorded meetings
export { openTape, type Tape } from './replay/tape.js';
export type { RecordedSocket, RecordedStream } from './replay/recorded-stream.js';
export type { AppConduct } from './replay/app-conduct.js';

// Media
export { MediaUnavailableError } from './media/media-unavailable-error.js';
export type { MediaSource } from './media/sources/media-source.js';
export {
  createMediaOpener,
  openMedia,
  type OpenMedia,
  type OpenMediaOptions,
} from './media/sources/open-media.js';
export type { ConversionProgress } from './media/sources/file/conversion.js';
export { toneSource, type TestSignal, type ToneSourceOptions } from './media/sources/tone-source.js';
export {
  createLiveSource,
  type LiveFramePush,
  type LivePush,
  type LiveSource,
} from './media/sources/live/live-source.js';
export type { BreakpointView, HeldChange, HeldMessages, HeldView } from './faults/message-holds.js';
export type { WatchedMedia, Watcher, WatchOptions } from './server/watching.js';
export type { MediaKind } from './media/media-kind.js';
export type { LivePlayback } from './media/sources/live/live-meeting.js';
export type { FrameKind } from './media/sources/live/guest-media.js';
export {
  TooManyGuestsError,
  type LiveGuest,
  type LiveGuestListener,
  type LiveGuestOptions,
} from './meetings/live-guest.js';
export { LiveSourceError, type LiveSourceErrorCode } from './media/sources/live/live-source-error.js';
export type {
  LiveAudio,
  LiveParticipant,
  LiveSourceOptions,
  VideoCodec,
} from './media/sources/live/live-options.js';
export { builtInConversation } from './media/sources/built-in/built-in-conversation.js';
