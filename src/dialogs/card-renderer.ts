/** A finished Adaptive Card. */
export type Card = Readonly<Record<string, unknown>>;

/** Fills the templates of `cards/`. Data must be complete: an unbound field would print its own name. */
export interface CardRenderer {
  /** Throws when there is no such template. */
  render(template: string, data: Readonly<Record<string, unknown>>): Card;
}
