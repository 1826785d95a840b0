/** One target language of an interpreted audio stream. */
export interface AiTargetLanguage {
  /** Id of the target language. */
  lid: number;
  /** Id of the dialect or variant. */
  toneId: number;
  /** Id of the voice that speaks this language. */
  voiceId: string;
  /** Name of the AI engine. */
  engine: string;
}

/** The AI interpreter's metadata of an audio stream. All values are 0 while the interpreter is not active. */
export interface AiInterpreter {
  /** Id of the language that is spoken. */
  lid: number;
  /** Time of the interpretation, in Unix milliseconds. */
  timestamp: number;
  /** Number of channels. */
  channelNum: number;
  /** Sample rate in Hz. */
  sampleRate: number;
  /** Languages that it is translated into. */
  targets: AiTargetLanguage[];
}

/** The participant who sent a frame, and the times of an utterance. */
export interface Metadata {
  /** Display name of the participant. Empty for mixed audio. */
  userName: string;
  /** User id of the participant. -1 for mixed audio, 0 if the service sent none. */
  userId: number;
  /**
   * Line of the party, in Contact Center and Phone: there it identifies the speaker in place of a user id. Absent in
   * other products. Not part of the SDK 1.1 (PROTOCOL.md §12.1).
   */
  channelId?: string;
  /**
   * Packets over UDP that were lost since the last frame of this media type. Absent over WebSocket, where nothing is lost.
   * Not part of the SDK.
   */
  lost?: number;
  /** Start of the utterance in Unix milliseconds. 0 for all media but transcripts. */
  startTs: number;
  /** End of the utterance in Unix milliseconds. 0 for all media but transcripts. */
  endTs: number;
  /** Metadata of the AI interpreter. */
  aiInterpreter: AiInterpreter;
}
