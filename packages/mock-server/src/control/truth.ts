import type { Request } from 'express';
import { choice } from '../input/kinds.js';
import { readObject, withDefault } from '../input/object.js';
import { namedClause } from '../input/reading.js';
import { asSentence } from '../input/sentence.js';
import type { GroundTruth, SpokenWords } from '../meetings/ground-truth.js';
import { ApiError } from './api-error.js';
import type { ControlContext } from './control-context.js';
import { findMeeting } from './meetings.js';
import type { Route } from './route.js';

const QUERY = { format: withDefault(choice(['json', 'vtt', 'rttm']), 'json') };

/** The words of everyone with their times: for transcripts as JSON or WebVTT, for diarisation as RTTM. */
export function truthRoutes(context: ControlContext): Route[] {
  return [
    {
      method: 'GET',
      path: '/api/meetings/:streamId/truth',
      handle: (request, response) => {
        const meeting = findMeeting(context, request.params['streamId']);
        const truth = meeting.truth();
        switch (readFormat(request)) {
          case 'json':
            response.json(truth);
            return;
          case 'vtt':
            response.type('text/vtt').send(toWebVtt(truth));
            return;
          case 'rttm':
            response.type('text/plain').send(toRttm(truth, meeting.streamId));
            return;
        }
      },
    },
  ];
}

function readFormat({ query }: Request): 'json' | 'vtt' | 'rttm' {
  const parameters = Object.fromEntries(Object.entries(query).filter(([, value]) => value !== ''));
  const reading = readObject(QUERY, parameters, { otherKeys: ['token'], form: 'strings' });
  if (reading.ok) return reading.value.format;
  const [problem] = reading.problems;
  const sentence = asSentence(`The query parameter ${namedClause(problem, '')}`);
  throw new ApiError(400, 'invalid-query', sentence);
}

/** WebVTT with a voice span for each utterance. Times are positions in the meeting. */
export function toWebVtt({ utterances }: GroundTruth): string {
  const cues = utterances.map(
    ({ startMs, endMs, speaker, text }) =>
      `${vttTime(startMs)} --> ${vttTime(endMs)}\n<v ${escaped(speaker)}>${escaped(text)}\n`,
  );
  return ['WEBVTT\n', ...cues].join('\n');
}

/** RTTM, one SPEAKER line for each utterance. Times are positions in the meeting, in seconds. */
export function toRttm({ utterances }: GroundTruth, file: string): string {
  return utterances.map((words) => `${rttmLine(words, file)}\n`).join('');
}

function rttmLine({ startMs, endMs, speaker }: SpokenWords, file: string): string {
  const name = speaker.replaceAll(/\s+/g, '_');
  const [onset, length] = [startMs, endMs - startMs].map((ms) => (ms / 1000).toFixed(3));
  return `SPEAKER ${file} 1 ${onset} ${length} <NA> <NA> ${name} <NA> <NA>`;
}

function vttTime(ms: number): string {
  const whole = Math.round(ms);
  const parts = [
    Math.floor(whole / 3_600_000),
    Math.floor(whole / 60_000) % 60,
    Math.floor(whole / 1000) % 60,
  ];
  return `${parts.map((part) => String(part).padStart(2, '0')).join(':')}.${String(whole % 1000).padStart(3, '0')}`;
}

function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll(/\s*\n\s*/g, ' ');
}
