/**
 * The API of the SDK (1.1.0) as types: method names, arguments and results, written for this test.
 * `sdk-types.test.ts` compares with the typings of the SDK's package.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';

interface SdkMetadata {
  userName: string;
  userId: number;
  startTs: number;
  endTs: number;
  aiInterpreter: { lid: number; targets: { toneId: number; voiceId: string }[] };
}

type Data = (buffer: Buffer, size: number, timestamp: number, metadata: SdkMetadata) => void;
type Participant = { userId: number; userName?: string };
type Session = {
  sessionId: string;
  streamId: string;
  meetingId: string;
  statTime: number;
  status: number;
  isActive: boolean;
  isPaused: boolean;
};
type Picture = { contentType?: number; codec?: number; resolution?: number; fps?: number };

export interface SdkClient {
  join(options: {
    meeting_uuid?: string;
    webinar_uuid?: string;
    session_id?: string;
    engagement_id?: string;
    rtms_stream_id: string;
    server_urls: string;
    signature?: string;
    client?: string;
    secret?: string;
    ca?: string;
    timeout?: number;
    pollInterval?: number;
    is_verify_cert?: number;
    agent?: string;
  }): boolean;
  join(uuid: string, streamId: string, signature: string, serverUrls: string, timeout?: number): boolean;
  poll(): boolean;
  release(): boolean;
  leave(): boolean;
  uuid(): string;
  streamId(): string;
  setAudioParams(params: {
    contentType?: number;
    codec?: number;
    sampleRate?: number;
    channel?: number;
    dataOpt?: number;
    duration?: number;
    frameSize?: number;
  }): boolean;
  setVideoParams(params: Picture & { dataOpt?: number }): boolean;
  setDeskshareParams(params: Picture): boolean;
  setProxy(type: string, url: string): boolean;
  subscribeVideo(userId: number, subscribe: boolean): boolean;
  subscribeEvent(events: number[]): boolean;
  unsubscribeEvent(events: number[]): boolean;
  onJoinConfirm(callback: (reason: number) => void): boolean;
  onLeave(callback: (reason: number) => void): boolean;
  onSessionUpdate(callback: (op: number, session: Session) => void): boolean;
  onUserUpdate(callback: (op: number, participant: { id: number; name: string }) => void): boolean;
  onParticipantEvent(
    callback: (event: 'join' | 'leave', timestamp: number, people: Participant[]) => void,
  ): boolean;
  onActiveSpeakerEvent(callback: (timestamp: number, userId: number, userName: string) => void): boolean;
  onSharingEvent(
    callback: (event: 'start' | 'stop', timestamp: number, userId?: number, userName?: string) => void,
  ): boolean;
  onMediaConnectionInterrupted(callback: (timestamp: number) => void): boolean;
  onEventEx(callback: (eventData: string) => void): boolean;
  onParticipantVideo(callback: (users: number[], isOn: boolean) => void): boolean;
  onVideoSubscribed(callback: (userId: number, status: number, error: string) => void): boolean;
  onAudioData(callback: Data): boolean;
  onVideoData(callback: Data): boolean;
  onDeskshareData(callback: Data): boolean;
  onTranscriptData(callback: Data): boolean;
}

type Webhook = (payload: { [field: string]: unknown }, req: IncomingMessage, res: ServerResponse) => void;

export interface SdkModule {
  Client: {
    new (): SdkClient;
    initialize(caPath?: string): boolean;
    uninitialize(): boolean;
  };
  onWebhookEvent(callback: Webhook): void;
  createWebhookHandler(callback: Webhook, path: string): (req: IncomingMessage, res: ServerResponse) => void;
  generateSignature(params: { client: string; secret: string; uuid: string; streamId: string }): string;
  isInitialized(): boolean;
  configureLogger(options: { enabled?: boolean }): void;
  LogLevel: { ERROR: number; WARN: number; INFO: number; DEBUG: number; TRACE: number };
  LogFormat: { PROGRESSIVE: string; JSON: string };
  StopReason: { STOP_BC_MEETING_ENDED: number; STOP_BC_APP_DISABLED_BY_HOST: number };
  MediaDataType: { UNDEFINED: number; ALL: number };
}
