/** One target of an interpreted stream. */
export interface AiTargetLanguage {
  /** Language id. */
  lid: number;
  /** Dialect or variant. */
  toneId: number;
  voiceId: string;
  engine: string;
}

/** What the AI interpreter says of an audio stream. All zero while it is not active. */
export interface AiInterpreter {
  /** Language that is spoken. */
  lid: number;
  timestamp: number;
  channelNum: number;
  /** Hz. */
  sampleRate: number;
  targets: AiTargetLanguage[];
}

/** Who a piece of media comes from. */
export interface Metadata {
  /** Empty for mixed audio. */
  userName: string;
  /** 0 for mixed audio. */
  userId: number;
  /** Unix milliseconds: start of the utterance. Transcripts only, else 0. */
  startTs: number;
  /** Unix milliseconds: end of the utterance. Transcripts only, else 0. */
  endTs: number;
  aiInterpreter: AiInterpreter;
}
