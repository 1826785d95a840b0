import type { MediaDataChat, MediaDataTranscript, MessageBytes } from '@rtms-mock/protocol';
import type { Chunk } from '../../tracks/track.js';

/** An encoded unit of media that is sent. */
export type PlayedChunk = Pick<Chunk, 'data' | 'base64'>;

/** Creates the message of a chunk. `timestampMs` is Unix time in milliseconds, an integer. */
export type ChunkWriter = (chunk: PlayedChunk, timestampMs: number) => MessageBytes;

/** Creates the bytes of a transcript or a chat message. */
export type TextWriter = (message: MediaDataChat | MediaDataTranscript) => MessageBytes;
