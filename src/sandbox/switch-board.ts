import type { PanelParts } from './panel-routes.ts';
import { customerOf, personOf, productOf } from './world.ts';

/** One switch of the page's panel. */
export type PanelSwitch = {
  readonly id: string;
  readonly group: string;
  readonly label: string;
  readonly kind: 'toggle' | 'button';
  readonly value: boolean | null;
};

type Wired = PanelSwitch & { turn(value: string | boolean | undefined): void };

/** What a person at the page can change: seats, rules and faults of the emulated parties. */
export function createSwitchBoard(parts: PanelParts) {
  const on = new Map<string, boolean>();
  const toggle = (
    entry: Omit<PanelSwitch, 'kind' | 'value'>,
    initially: boolean,
    apply: (isOn: boolean) => void,
  ): Wired => ({
    ...entry,
    kind: 'toggle',
    get value() {
      return on.get(entry.id) ?? initially;
    },
    turn(value) {
      const isOn = typeof value === 'boolean' ? value : !(on.get(entry.id) ?? initially);
      on.set(entry.id, isOn);
      apply(isOn);
    },
  });
  const button = (entry: Omit<PanelSwitch, 'kind' | 'value'>, press: () => void): Wired => ({
    ...entry,
    kind: 'button',
    value: null,
    turn: press,
  });
  const switches = [...partnerCenterSwitches(parts, toggle, button), ...entraSwitches(parts, toggle, button)];
  return {
    all: (): readonly PanelSwitch[] =>
      switches.map(({ id, group, label, kind, value }) => ({ id, group, label, kind, value })),
    /** Unknown ids change nothing. */
    turn(id: string, value: string | boolean | undefined): void {
      switches.find((one) => one.id === id)?.turn(value);
    },
  };
}

type Toggle = (
  entry: Omit<PanelSwitch, 'kind' | 'value'>,
  initially: boolean,
  apply: (isOn: boolean) => void,
) => Wired;
type Button = (entry: Omit<PanelSwitch, 'kind' | 'value'>, press: () => void) => Wired;

function partnerCenterSwitches(
  { world, partnerCenter }: PanelParts,
  toggle: Toggle,
  button: Button,
): Wired[] {
  const group = 'Partner Center';
  const { faults, switches } = partnerCenter;
  const contoso = customerOf(world, 'Contoso').id;
  const wideWorld = customerOf(world, 'Wide World').id;
  const next = (
    id: string,
    label: string,
    kind: 'cut-after' | 'unavailable-before' | 'unavailable-after' | 'throttled',
  ) => button({ id, group, label }, () => faults.next(kind, 1, 'license-updates'));
  return [
    ...world.products
      .slice(0, 8)
      .map((product) =>
        button(
          { id: `seat-${product.partNumber}`, group: 'Contoso buys a seat of', label: product.name },
          () => switches.addSeats(contoso, productOf(world, product.partNumber).skuId, 1),
        ),
      ),
    toggle({ id: 'wide-world-blocks', group, label: 'Wide World Importers blocks partners' }, true, (isOn) =>
      switches.blockPartners(wideWorld, isOn),
    ),
    next('next-lost', 'Lose the answer of the next update', 'cut-after'),
    next('next-503', 'Answer the next update with 503', 'unavailable-before'),
    next('next-503-after', 'Answer 503 after making the next update', 'unavailable-after'),
    next('next-429', 'Throttle the next update', 'throttled'),
    button({ id: 'forget-ids', group, label: 'Forget all request ids' }, () => switches.forgetRequestIds()),
  ];
}

const SKEW_MS = 10 * 60_000;

function entraSwitches({ world, entra, singleSignOn }: PanelParts, toggle: Toggle, button: Button): Wired[] {
  const group = 'Entra ID';
  const { switches } = entra;
  const approvers = world.people.filter((person) => person.roles.includes('approver'));
  return [
    toggle({ id: 'single-sign-on', group, label: 'Single sign-on in Teams' }, singleSignOn.isOn, (isOn) => {
      singleSignOn.isOn = isOn;
    }),
    toggle({ id: 'require-mfa', group, label: 'Require MFA for Partner Center' }, false, (isOn) =>
      switches.requireMfa(isOn),
    ),
    toggle({ id: 'require-consent', group, label: 'Ask for consent again' }, false, (isOn) =>
      switches.requireConsent(isOn),
    ),
    toggle({ id: 'yuki-mfa', group, label: `${personOf(world, 'yuki').name} has MFA` }, false, (isOn) =>
      switches.setMfa('yuki', isOn),
    ),
    toggle({ id: 'clock-skew', group, label: "Entra ID's clock is ten minutes ahead" }, false, (isOn) =>
      switches.setClockSkew(isOn ? SKEW_MS : 0),
    ),
    ...approvers.map((person) =>
      button({ id: `revoke-${person.key}`, group: 'Revoke the sign-in of', label: person.name }, () =>
        switches.revokeRefreshTokens(person.key),
      ),
    ),
    ...approvers.map((person) =>
      button({ id: `challenge-${person.key}`, group: 'Challenge with claims', label: person.name }, () =>
        switches.requireClaims(person.key),
      ),
    ),
  ];
}
