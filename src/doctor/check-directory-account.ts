import { IdentityUnavailable } from '../identity/identity-unavailable.ts';
import type { TokenAnswer } from '../identity/token-answer.ts';
import type { PartnerCenterClient } from '../partner-center/client.ts';
import { meaningOf } from '../partner-center/error-meanings.ts';
import type { Customer } from '../partner-center/resources.ts';
import { type Finding, findingsOf } from './finding.ts';

const { ok, warning, failed } = findingsOf('directoryAccount');

/** How many customers are tried: enough to see that roles are given, few enough to be quick. */
const SAMPLE = 3;

/** How the account that reads the directory is looked at. */
export type DirectoryAccountLook = {
  readonly acquire: () => Promise<TokenAnswer>;
  readonly isConnected: () => Promise<boolean>;
  readonly client: Pick<
    PartnerCenterClient,
    'validateMfa' | 'listCustomers' | 'listUsers' | 'listSubscribedSkus'
  >;
};

/** Whether the account is connected, its sign-in has MFA, and it may read customers, users and SKUs. */
export async function checkDirectoryAccount(look: DirectoryAccountLook): Promise<readonly Finding[]> {
  if (!(await look.isConnected())) return [warning('notConnected')];
  const answer = await tokenOf(look);
  if ('level' in answer) return [answer];
  const { accessToken } = answer;
  const mfa = await look.client.validateMfa({ accessToken }).catch(() => null);
  const mfaFinding = mfa === null ? warning('mfaUnknown') : mfa ? ok('mfa') : failed('mfaMissing');
  return [ok('connected'), mfaFinding, ...(await checkRoles(look, accessToken))];
}

async function tokenOf({
  acquire,
}: DirectoryAccountLook): Promise<Finding | { readonly accessToken: string }> {
  try {
    const answer = await acquire();
    return answer.kind === 'token' ? answer : failed('needsSignIn', { why: answer.why });
  } catch (error) {
    if (!(error instanceof IdentityUnavailable)) throw error;
    return failed('unavailable', { code: error.code });
  }
}

async function checkRoles(look: DirectoryAccountLook, accessToken: string): Promise<readonly Finding[]> {
  let customers: readonly Customer[];
  try {
    customers = await someCustomers(look, accessToken);
  } catch (error) {
    return [failed('customersRefused', { why: meaningText(error) })];
  }
  if (customers.length === 0) return [warning('noCustomers')];
  const findings = await Promise.all(customers.map((one) => checkCustomer(look, accessToken, one)));
  // Some customers without a role are everyday; none with one is not.
  if (findings.every(({ level }) => level !== 'ok')) return findings;
  return findings.map((finding) =>
    finding.code === 'missingRole' ? warning('missingRole', finding.values) : finding,
  );
}

async function someCustomers(
  { client }: DirectoryAccountLook,
  accessToken: string,
): Promise<readonly Customer[]> {
  for await (const page of client.listCustomers({ accessToken, pageSize: SAMPLE })) {
    return page.items.slice(0, SAMPLE);
  }
  return [];
}

async function checkCustomer(
  { client }: DirectoryAccountLook,
  accessToken: string,
  { id, name: customer }: Customer,
): Promise<Finding> {
  try {
    for await (const _ of client.listUsers(id, { accessToken, pageSize: 1 })) break;
    await client.listSubscribedSkus(id, { accessToken });
    return ok('customer', { customer });
  } catch (error) {
    switch (meaningOf(error)?.meaning) {
      case 'missing-role':
      case 'access-denied':
        return failed('missingRole', { customer });
      case 'conditional-access':
        return warning('conditionalAccess', { customer });
      default:
        return failed('customerRefused', { customer, why: meaningText(error) });
    }
  }
}

function meaningText(error: unknown): string {
  const meaning = meaningOf(error)?.meaning;
  return meaning ?? (error instanceof Error ? error.message : String(error));
}
