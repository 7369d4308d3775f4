import { isSame } from '../is-same.ts';
import type { PartnerCenterFaultKind } from '../partner-center/faults.ts';
import { customerOf, productOf } from '../world.ts';
import { button, toggle, type WiredSwitch } from './panel-switch.ts';
import type { SwitchedParts } from './switched-parts.ts';

const SEATS_FOR_SALE = 8;

/** Contoso buys licenses, as its administrator would in the Microsoft 365 admin center. */
export function seatSwitches({ world, partnerCenter }: SwitchedParts): WiredSwitch[] {
  const contoso = customerOf(world, 'Contoso').id;
  const group = 'Contoso buys one license of';
  return world.products
    .slice(0, SEATS_FOR_SALE)
    .map(({ partNumber, name }) =>
      button({ id: `seat-${partNumber}`, group, label: name }, () =>
        partnerCenter.switches.addSeats(contoso, productOf(world, partNumber).skuId, 1),
      ),
    );
}

/** Rules and faults of the emulated Partner Center. */
export function partnerCenterSwitches({ world, partnerCenter }: SwitchedParts): WiredSwitch[] {
  const group = 'Partner Center';
  const { faults, switches } = partnerCenter;
  const wideWorld = customerOf(world, 'Wide World').id;
  const isBlocked = () =>
    partnerCenter.snapshot().customersBlockingPartners.some((id) => isSame(id, wideWorld));
  const next = (kind: PartnerCenterFaultKind, label: string, hint: string) =>
    button(
      { id: `next-${kind}`, group, label, hint },
      () => faults.next(kind, 1, 'license-updates'),
      () => faults.pending().filter(({ fault }) => fault.kind === kind).length,
    );
  return [
    next(
      'cut-after',
      'Lose the next answer',
      'The change is made, and the connection breaks before anybody hears of it.',
    ),
    next('unavailable-before', 'Be unavailable once', 'The next change is answered with 503 and not made.'),
    next(
      'unavailable-after',
      'Be unavailable after the change',
      'The next change is made and answered with 503 all the same.',
    ),
    next('throttled', 'Throttle once', 'The next change is answered with 429 and a time to wait.'),
    next('late', 'Answer late', 'The next change is made and answered two seconds later.'),
    toggle(
      {
        id: 'wide-world-blocks',
        group,
        label: 'Wide World Importers keeps partners out',
        hint: 'Its Conditional Access refuses every change there, whoever approves.',
      },
      isBlocked,
      (isOn) => switches.blockPartners(wideWorld, isOn),
    ),
    button(
      {
        id: 'forget-ids',
        group,
        label: 'Forget request ids',
        hint: 'A repeated change is carried out again instead of being recognised.',
      },
      () => switches.forgetRequestIds(),
    ),
  ];
}
