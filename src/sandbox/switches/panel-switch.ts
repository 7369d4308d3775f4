/** One switch of the page's panel, with one line that says what it does. */
export type PanelSwitch = {
  readonly id: string;
  readonly group: string;
  readonly label: string;
  readonly hint: string | null;
  readonly kind: 'toggle' | 'button';
  /** Whether a toggle is on. */
  readonly value: boolean | null;
  /** How many calls a button's fault still waits for. */
  readonly waiting: number;
};

/** A switch with what it does. */
export type WiredSwitch = {
  readonly shown: () => PanelSwitch;
  readonly turn: (value: string | boolean | undefined) => void | Promise<void>;
};

type Named = Pick<PanelSwitch, 'id' | 'group' | 'label'> & { readonly hint?: string };

/** Something that is on or off; what it shows is how things stand, also after a restart. */
export function toggle(
  named: Named,
  isOn: () => boolean,
  apply: (isOn: boolean) => void | Promise<void>,
): WiredSwitch {
  return {
    shown: () => ({ hint: null, ...named, kind: 'toggle', value: isOn(), waiting: 0 }),
    turn: (value) => apply(typeof value === 'boolean' ? value : !isOn()),
  };
}

/** Something that happens at once, or to the next call. */
export function button(named: Named, press: () => void, waiting: () => number = () => 0): WiredSwitch {
  return {
    shown: () => ({ hint: null, ...named, kind: 'button', value: null, waiting: waiting() }),
    turn: press,
  };
}
