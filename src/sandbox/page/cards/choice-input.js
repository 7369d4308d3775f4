import { text } from '../text.js';
import { engine } from './card-engine.js';
import { ChoiceList } from './choice-list.js';
import { fold as foldLetters } from './marked-part.js';

const TYPING_PAUSE = 250;
const SHOWN = 15;

/**
 * The engine's choice input with Teams' list for the style `filtered`: typeahead from the bot, keyboard use, and the
 * value behind the chosen title (the engine would send the title).
 * @param search asks the bot: `({inputId, dataset, queryText, data}, signal)` to `[{title, value}]`
 */
export function createChoiceInput(search) {
  return class extends engine.ChoiceSetInput {
    #field = null;
    #list = null;
    #chosen = null;
    #query = null;
    #asked = null;
    #pause = 0;

    parse(source, context) {
      super.parse(source, context);
      const query = source['choices.data'];
      this.#query = query?.type === 'Data.Query' && query.dataset ? query : null;
    }

    /** The typeahead is ours, the engine leaves it alone. */
    isDynamicTypeahead() {
      return false;
    }

    internalRender() {
      if (this.isMultiSelect || (this.style !== 'filtered' && !this.#query)) return super.internalRender();
      this.#field = this.#makeField();
      this.#list = new ChoiceList(this.#field, (choice) => this.#choose(choice));
      this.#chosen = this.#known().find(({ value }) => value === this.defaultValue) ?? null;
      this.#field.value = this.#chosen?.title ?? this.defaultValue ?? '';
      return this.#field;
    }

    focus() {
      if (this.#field) this.#field.focus();
      else super.focus();
    }

    isSet() {
      return this.#field ? this.#field.value.trim() !== '' : super.isSet();
    }

    isValid() {
      return this.#field ? this.#field.value.trim() === '' || this.#match() !== null : super.isValid();
    }

    validateValue() {
      const isValid = super.validateValue();
      if (!isValid && this.#field && !this.errorMessage) this.#field.title = text('choiceMissing');
      this.#field?.setAttribute('aria-invalid', String(!isValid));
      return isValid;
    }

    get value() {
      if (!this.#field) return super.value;
      return this.#match()?.value ?? this.#field.value.trim();
    }

    #makeField() {
      const field = document.createElement('input');
      field.className = 'ac-input ac-textInput choice-field';
      field.type = 'text';
      field.autocomplete = 'off';
      field.spellcheck = false;
      field.placeholder = this.placeholder ?? '';
      field.addEventListener('click', () => this.#open());
      field.addEventListener('input', () => this.#typed());
      field.addEventListener('keydown', (event) => this.#pressed(event));
      field.addEventListener('blur', () => this.#left());
      return field;
    }

    #known() {
      return this.choices.map(({ title, value }) => ({ title, value }));
    }

    /** What the text in the field stands for, if anything. */
    #match() {
      const words = fold(this.#field.value);
      if (this.#chosen && fold(this.#chosen.title) === words) return this.#chosen;
      return this.#known().find(({ title }) => fold(title) === words) ?? null;
    }

    #open() {
      if (this.#list.isOpen) return;
      this.#offer(this.#match() ? '' : this.#field.value.trim());
    }

    #typed() {
      this.#chosen = null;
      this.#offer(this.#field.value.trim());
      this.valueChanged();
    }

    #pressed(event) {
      if (event.isComposing) return;
      if (event.key === 'ArrowDown' && !this.#list.isOpen) this.#open();
      else if (!this.#list.takeKey(event)) return;
      event.preventDefault();
      event.stopPropagation();
    }

    #left() {
      this.#stop();
      const match = this.#match();
      if (match) this.#field.value = match.title;
    }

    #choose(choice) {
      this.#chosen = choice;
      this.#field.value = choice.title;
      this.#stop();
      this.#field.setAttribute('aria-invalid', 'false');
      this.valueChanged();
    }

    /** What was still being searched for must not open the list again. */
    #stop() {
      clearTimeout(this.#pause);
      this.#asked?.abort();
      this.#list.close();
    }

    #offer(words) {
      const fixed = this.#known().filter(({ title }) => fold(title).includes(fold(words)));
      if (!this.#query) return this.#list.show(fixed, { marked: words });
      this.#list.show(fixed, { marked: words, hint: text('searching') });
      clearTimeout(this.#pause);
      this.#asked?.abort();
      this.#asked = new AbortController();
      const { signal } = this.#asked;
      this.#pause = setTimeout(
        () => void this.#ask({ words, fixed, signal }),
        words === '' ? 0 : TYPING_PAUSE,
      );
    }

    async #ask({ words, fixed, signal }) {
      try {
        const found = await search({ inputId: this.id, queryText: words, ...this.#asking() }, signal);
        if (signal.aborted) return;
        this.#list.show(merge(fixed, found.slice(0, SHOWN)), { marked: words, isNews: true });
      } catch {
        if (!signal.aborted)
          this.#list.show(fixed, { marked: words, hint: text('searchFailed'), isNews: true });
      }
    }

    /** The dataset, and with `associatedInputs` what the other inputs of the card hold. */
    #asking() {
      const { dataset, associatedInputs } = this.#query;
      if (associatedInputs !== 'auto') return { dataset };
      const others = this.getRootElement()
        .getAllInputs()
        .filter((input) => input !== this && input.id && input.isSet());
      return { dataset, data: Object.fromEntries(others.map((input) => [input.id, String(input.value)])) };
    }
  };
}

function merge(fixed, found) {
  const values = new Set(found.map(({ value }) => value));
  return [...found, ...fixed.filter(({ value }) => !values.has(value))];
}

function fold(words) {
  return foldLetters(words.trim());
}
