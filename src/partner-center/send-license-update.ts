import { createHash } from 'node:crypto';
import type { AnswerBody } from './answer-body.ts';
import { parseJson } from './api-reads.ts';
import { type ApiRequest, type RequestSettings, request } from './api-requests.ts';
import { licenseUpdateBody, licenseUpdateSchema } from './license-update-wire.ts';
import type { LicenseUpdate, LicenseUpdateAnswer } from './resources.ts';

/**
 * Posts a license update exactly once. A 2xx proves that it was carried out, so whatever is wrong with the body
 * afterwards is no failure. (The one exception to "once" is `fetch`'s own: after 421, by which a server says that
 * the request is not for it, the same bytes go out on a new connection.) Throws `TypeError`, before anything is
 * sent, on an update that says nothing.
 */
export async function sendLicenseUpdate(
  settings: RequestSettings,
  call: Omit<ApiRequest, 'method' | 'body'>,
  update: LicenseUpdate,
): Promise<LicenseUpdateAnswer> {
  if (update.licensesToAssign.length + update.licensesToRemove.length === 0) {
    throw new TypeError('a license update must assign or remove something');
  }
  const answer = await request(settings, { ...call, method: 'POST', body: licenseUpdateBody(update) });
  const { requestId, correlationId, cv } = answer.trace;
  return {
    status: answer.httpStatus,
    requestId,
    correlationId,
    cv,
    digest: createHash('sha256').update(answer.body.text).digest('hex'),
    ...readUpdate(answer.body),
  };
}

type UpdateLists = Pick<
  LicenseUpdateAnswer,
  'licensesToAssign' | 'licensesToRemove' | 'warnings' | 'bodyState'
>;

function readUpdate(body: AnswerBody): UpdateLists {
  const nothing = { licensesToAssign: [], licensesToRemove: [], warnings: [] };
  if (body.state === 'cut-off') return { ...nothing, bodyState: 'cut-off' };
  if (body.state === 'complete' && body.text.trim() === '') return { ...nothing, bodyState: 'empty' };
  const parsed = licenseUpdateSchema.safeParse(parseJson(body.text));
  return parsed.success ? { ...parsed.data, bodyState: 'read' } : { ...nothing, bodyState: 'unreadable' };
}
