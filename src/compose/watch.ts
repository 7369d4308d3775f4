import { postAuditHead } from '../bot/audit-head-message.ts';
import { OperatorWatch } from '../bot/operator-watch.ts';
import type { RegistrationCredential } from '../config.ts';
import { daysLeft, daysToWarnOf } from '../identity/app-certificate.ts';
import { createMetricsServer } from '../metrics/metrics-server.ts';
import { addStateGauges } from '../metrics/state-gauges.ts';
import { createAuditHeadPost } from '../requests/audit-head-post.ts';
import { isEnded, REQUEST_STATUSES } from '../requests/license-request.ts';
import { createAuditHeadSchedule } from '../storage/audit-store.ts';
import type { Core } from './core.ts';
import type { Ground } from './ground.ts';
import type { Rules } from './rules.ts';

/** What operators see and are told: the metrics, the posted head of the audit trail, what only they can mend. */
export function createWatch(ground: Ground, { policy, helpdesk }: Rules, { identity }: Core) {
  const { config, log, clock, database, translator, languages, connector, observation } = ground;
  const { people: peopleStore, channels, seen, state } = ground.stores;
  const { metrics } = observation;
  addStateGauges(metrics.registry, {
    state,
    openStatuses: REQUEST_STATUSES.filter((status) => !isEnded(status)),
    directoryAccount: async () => (await identity.directory.health()).state,
    certificateDays: () => certificateDays(config.credential, clock()),
    clock,
  });
  const metricsServer = createMetricsServer(metrics.registry, log);
  const auditHeadPost = createAuditHeadPost({
    schedule: createAuditHeadSchedule(database),
    post: (head) =>
      postAuditHead(head, { connector, channels, helpdeskChannel: () => helpdesk.general(), languages }),
    clock,
    log,
  });

  const operatorWatch = new OperatorWatch({
    directoryHealth: () => identity.directory.health(),
    certificateDaysLeft: (now) =>
      config.credential.kind === 'certificate' ? daysToWarnOf(config.credential.endsAt, now) : null,
    operators: () => policy.operators(),
    people: peopleStore,
    connector,
    translator,
    told: seen,
    clock,
    log,
  });
  const tend = async () => {
    try {
      await identity.tend();
      await operatorWatch.look();
    } catch (error) {
      log.error({ err: error }, 'tending failed');
    }
  };

  return { metricsServer, auditHeadPost, tend };
}

/** Whole days until our certificate ends; null where there is none. */
function certificateDays(credential: RegistrationCredential, now: Date): number | null {
  return credential.kind === 'certificate' ? daysLeft(credential.endsAt, now) : null;
}
