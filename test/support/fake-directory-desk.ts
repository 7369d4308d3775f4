import { DirectoryCommands } from '../../src/bot/directory-commands.ts';
import type { CardRenderer } from '../../src/dialogs/card-renderer.ts';
import type { DirectoryCustomer, DirectoryFreshness } from '../../src/directory/directory-entries.ts';
import { DirectoryUnavailable } from '../../src/directory/directory-unavailable.ts';
import type { ApprovalPolicy } from '../../src/requests/approval-policy.ts';

const CONTOSO: DirectoryCustomer = { id: 'contoso', name: 'Contoso', domain: 'contoso.com', refusal: null };
const ADVENTURE: DirectoryCustomer = {
  ...{ id: 'adventure', name: 'Adventure Works', domain: null },
  refusal: { meaning: 'conditional-access', httpStatus: 403, code: '900309', correlationId: null, at: '' },
};

type DirectoryDesk = {
  /** When all customers were last read. */
  asOf: string | null;
  isDown: boolean;
  isLimited: boolean;
  /** What was read anew: `all`, or the id of a customer. */
  readonly read: string[];
  /** How new a customer that does not refuse is after it was read. */
  state: DirectoryFreshness['state'];
  readonly commands: DirectoryCommands;
};

/** The words about the directory over two customers, one of which refuses. */
export function aDirectoryDesk(cards: CardRenderer, policy: ApprovalPolicy): DirectoryDesk {
  const desk: DirectoryDesk = {
    asOf: null,
    isDown: false,
    isLimited: false,
    read: [],
    state: 'fresh',
    commands: new DirectoryCommands({
      directory: {
        async searchCustomers(text, options) {
          if (desk.isDown) throw new DirectoryUnavailable('unreachable');
          const allowed = options?.allowedIds ?? 'all';
          return [CONTOSO, ADVENTURE].filter(
            ({ id, name }) =>
              name.toLowerCase().includes(text.toLowerCase()) && (allowed === 'all' || allowed.includes(id)),
          );
        },
        async refresh(customerId) {
          desk.read.push(customerId);
          const { refusal } = customerId === ADVENTURE.id ? ADVENTURE : CONTOSO;
          const asOf = refusal ? null : '2026-11-20T10:00:00.000Z';
          const state = refusal ? 'refused' : desk.state;
          return { customersAsOf: desk.asOf, usersAsOf: asOf, skusAsOf: asOf, state, refusal };
        },
      },
      sync: {
        overview: async () => ({ customers: 2, customersInUse: 1, refused: [ADVENTURE], asOf: desk.asOf }),
        readNow: async () => void desk.read.push('all'),
      },
      policy,
      limits: { allows: () => !desk.isLimited },
      cards,
    }),
  };
  return desk;
}
