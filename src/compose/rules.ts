import { readFile } from 'node:fs/promises';
import { v4 as uuid } from 'uuid';
import { tellPolicyFault } from '../bot/policy-fault-message.ts';
import { createDelegationWatch } from '../requests/delegation-watch.ts';
import { Delegations } from '../requests/delegations.ts';
import { FilePolicy } from '../requests/file-policy.ts';
import { HelpdeskChannels } from '../requests/helpdesk-channels.ts';
import type { PolicyRules } from '../requests/policy-file.ts';
import { policyFindings } from '../requests/policy-findings.ts';
import { PolicyKeeper } from '../requests/policy-keeper.ts';
import { redrawPending, setClocks } from '../requests/redraw-pending.ts';
import { createChannelChoiceStore } from '../storage/channel-choice-store.ts';
import { createDelegationStore } from '../storage/delegation-store.ts';
import { readRoleRefusals } from '../storage/role-refusals.ts';
import type { Ground } from './ground.ts';

/** Who may ask for what, and who decides: the policy file, delegations, the channels of the helpdesk. */
export type Rules = ReturnType<typeof createRules>;

/** Keeps to the policy file from its first rules on; `wake` has the workers look for what other rules make due. */
export function createRules(ground: Ground, firstRules: PolicyRules, wake: () => void) {
  const { config, log, clock, database, languages, connector, people } = ground;
  const { requests: requestStore, outbox: outboxStore, channels, people: peopleStore } = ground.stores;
  const { partnerTenantId, requesterTenants } = config;
  const policyKeeper = new PolicyKeeper({
    read: () => readFile(config.policyFile, 'utf8'),
    rules: firstRules,
    onChanged: async () => {
      await redrawPending(requestStore, { policy, outbox: outboxStore });
      await setClocks({ store: requestStore, policy, clock });
      wake();
      delegationWatch.wake();
      await logPolicyFindings();
    },
    onFault: (fault) =>
      tellPolicyFault(fault, {
        connector,
        channels,
        people: peopleStore,
        operators: () => policy.operators(),
        helpdeskChannel: () => helpdesk.general(),
        languages,
        log,
      }),
    log,
  });
  const logPolicyFindings = async () => {
    const findings = await policyFindings(policyKeeper.rules, {
      people,
      reachability: people,
      roleRefusals: () => readRoleRefusals(database),
    });
    for (const finding of findings) log.warn(finding, 'the policy lacks people');
  };
  const policy = new FilePolicy({
    rules: () => policyKeeper.rules,
    people,
    delegations: () => delegations.inForce(),
    partnerTenantId,
    requesterTenants,
  });

  const helpdesk = new HelpdeskChannels({
    store: createChannelChoiceStore(database, config.auditKeys),
    rules: () => policyKeeper.rules,
    clock,
  });
  const delegationStore = createDelegationStore(database, config.auditKeys);
  const delegations = new Delegations({
    store: delegationStore,
    rules: () => policyKeeper.rules,
    people,
    reachability: people,
    isApprover: (person) => policy.isApprover(person),
    partnerTenantId,
    clock,
    newId: uuid,
    onChange: () => {
      delegationWatch.wake();
      wake();
    },
  });
  const delegationWatch = createDelegationWatch({
    delegations,
    store: delegationStore,
    redraw: () => redrawPending(requestStore, { policy, outbox: outboxStore }),
    onTold: wake,
    clock,
    log,
  });

  return {
    policy,
    policyKeeper,
    helpdesk,
    delegations,
    delegationWatch,
    logPolicyFindings,
    /** Sets what falls due by the rules in force: they may be others than at the last stop. */
    setClocks: () => setClocks({ store: requestStore, policy, clock }),
  };
}
