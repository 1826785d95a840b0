import { InvalidStepError } from '../server/mock-meeting.js';
import { StepRefusedError } from '../scenarios/performers/index.js';
import {
  explainStep,
  schemaOfField,
  schemaOfStep,
  STEPS,
  type PlainDefinition,
  type StepInput,
} from '../scenarios/steps/index.js';
import { describeStepProblems, readStep } from '../scenarios/steps/read-step.js';
import type { StepDescription, StepDone, StepList } from './api-bodies.js';
import { array, OBJECT } from '../input/kinds.js';
import { required } from '../input/object.js';
import { ApiError } from './api-error.js';
import { readReported } from './body.js';
import type { ControlContext } from './control-context.js';
import { findMeeting } from './meetings.js';
import type { StepExplanation, StepExplanations } from './page-bodies.js';
import type { Route } from './route.js';

/** Performs scenario steps while a meeting runs, and lists all steps. */
export function stepRoutes(context: ControlContext): Route[] {
  return [
    {
      method: 'POST',
      path: '/api/meetings/:streamId/steps',
      handle: async (request, response) => {
        const meeting = findMeeting(context, request.params['streamId']);
        const body: unknown = request.body;
        const reading = readStep(body);
        if (!reading.ok) {
          const text = describeStepProblems(reading.problems);
          throw new ApiError(400, 'invalid-step', text, 'GET /api/steps lists every step with its fields.');
        }
        try {
          await meeting.inject(body as StepInput);
        } catch (error) {
          if (error instanceof StepRefusedError) {
            throw new ApiError(409, 'step-refused', error.message);
          }
          if (error instanceof InvalidStepError) throw new ApiError(400, 'invalid-step', error.message);
          throw error;
        }
        const { streamId, state } = meeting;
        const { value: step } = reading;
        const done: StepDone = { streamId, state, step, explanation: explainStep(step) };
        response.json(done);
      },
    },
    {
      method: 'GET',
      path: '/api/steps',
      handle: (_request, response) => {
        const list: StepList = { steps: STEPS.map((definition) => describe(definition as PlainDefinition)) };
        response.json(list);
      },
    },
    {
      method: 'POST',
      path: '/api/steps/explain',
      handle: (request, response) => {
        const fields = { steps: required(array(OBJECT, MAX_EXPLAINED)) };
        const { values, reported } = readReported(fields, request, context.settings.logger);
        const explanations: StepExplanations = { steps: values.steps.map(explained), ...reported };
        response.json(explanations);
      },
    },
  ];
}

/** Max. number of steps that one request may ask about. */
const MAX_EXPLAINED = 500;

function explained(data: unknown): StepExplanation {
  const reading = readStep(data);
  if (!reading.ok) return { ok: false, message: describeStepProblems(reading.problems) };
  return { ok: true, step: reading.value, explanation: explainStep(reading.value) };
}

function describe(definition: PlainDefinition): StepDescription {
  const { name, isFault, summary, fields } = definition;
  return {
    name,
    isFault,
    summary,
    schema: schemaOfStep(definition),
    fields: Object.entries(fields).map(([fieldName, field]) => ({
      name: fieldName,
      accepts: field.kind.accepts,
      description: field.description ?? '',
      required: field.isRequired === true,
      ...(field.defaultText !== undefined && { default: field.defaultText }),
      schema: schemaOfField(field),
    })),
  };
}
