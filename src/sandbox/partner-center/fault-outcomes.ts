import { type Answer, type Outcome, refusal, throttled } from './answer.ts';
import type { CourseFault } from './faults.ts';

/** What a fault makes of a call before anything is looked up or applied. */
export function outcomeBefore(fault: CourseFault): Outcome | undefined {
  switch (fault.kind) {
    case 'cut-before':
      return 'cut';
    case 'hang-before':
      return 'hang';
    case 'unavailable-before':
      return unavailable(fault.retryAfterSeconds);
    case 'throttled':
      return throttled(fault.retryAfterSeconds ?? 2);
    case 'request-timeout':
      return { status: 408, body: undefined, isFromGateway: true };
    case 'html':
      return htmlAnswer;
    case 'reads-forbidden':
      return refusal(403, 900308);
    case 'error':
      return refusal(fault.status, fault.code);
    case 'answer':
      return fault.answer;
    case 'cut-after':
    case 'hang-after':
    case 'unavailable-after':
      return undefined;
  }
}

/** What a fault makes of a call that has been carried out. */
export function outcomeAfter(fault: CourseFault): Outcome | undefined {
  switch (fault.kind) {
    case 'cut-after':
      return 'cut';
    case 'hang-after':
      return 'hang';
    case 'unavailable-after':
      return unavailable(fault.retryAfterSeconds);
    default:
      return undefined;
  }
}

const htmlAnswer: Answer = {
  status: 502,
  body: '<!DOCTYPE html><html><head><title>502 Bad Gateway</title></head><body><h1>Bad Gateway</h1></body></html>',
  headers: { 'Content-Type': 'text/html' },
  isFromGateway: true,
};

function unavailable(retryAfterSeconds: number | undefined): Answer {
  const headers = { 'Retry-After': String(retryAfterSeconds ?? 1) };
  return { status: 503, body: undefined, headers, isFromGateway: true };
}
