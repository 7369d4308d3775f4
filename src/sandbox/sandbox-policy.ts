import { stringify } from 'yaml';
import { customerOf, personOf, type World } from './world.ts';

/** The policy file of the sandbox: who approves for whom, so that each story has its approver. */
export function sandboxPolicy(world: World, helpdeskChannel: string): string {
  const people = (...keys: string[]) => keys.map((key) => personOf(world, key).upn);
  const approvedBy = (customer: string, ...keys: string[]) => ({
    id: customerOf(world, customer).id,
    stages: [{ anyOf: people(...keys), need: 1 }],
  });
  return stringify({
    operators: people('priya'),
    helpdesk: { channel: helpdeskChannel },
    approval: { stages: [{ anyOf: people('kenji', 'grace'), need: 1 }], decideWithin: '14d', validFor: '3d' },
    customers: [
      // Mehmet lacks the role at every customer: Grace runs it with her account.
      approvedBy('Adventure Works', 'mehmet', 'grace'),
      // Yuki's sign-in has no multifactor authentication.
      approvedBy('ファブリカム', 'yuki', 'kenji'),
      // Oliver has not installed the app.
      approvedBy('Wide World', 'kenji', 'oliver'),
    ],
  });
}
