import { read } from './page';

const pause = 150; // milliseconds without a key before the server is asked

/** Ctrl K (or Command K) opens a box that finds records, pages and acts by the search page, and goes there by keys alone. */
export function watchPalette(root: Document): void {
  const dialog = root.querySelector<HTMLDialogElement>('dialog[data-palette]');
  if (!dialog) return;
  const palette = new Palette(dialog);
  root.addEventListener('keydown', event => {
    if (event.key.toLowerCase() !== 'k' || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
    event.preventDefault();
    palette.toggle();
  });
}

class Palette {
  private readonly input: HTMLInputElement;
  private readonly list: HTMLElement;
  private asked = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly dialog: HTMLDialogElement) {
    this.input = dialog.querySelector('input')!;
    this.list = dialog.querySelector<HTMLElement>('[role=listbox]')!;
    this.input.addEventListener('input', () => {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => void this.ask(), pause);
    });
    dialog.addEventListener('keydown', event => this.press(event));
    dialog.addEventListener('click', event => {
      if (event.target === dialog || (event.target as Element).closest('a')) dialog.close();
    });
    dialog.querySelector('form')!.addEventListener('submit', () => dialog.close());
  }

  toggle(): void {
    if (this.dialog.open) {
      this.dialog.close();
      return;
    }
    this.dialog.showModal();
    this.input.focus();
    this.input.select();
  }

  private async ask(): Promise<void> {
    const turn = ++this.asked;
    const text = this.input.value.trim();
    const hits = text === '' ? [] : await this.find(text);
    if (turn === this.asked) this.show(hits); // a later question was asked meanwhile, else
  }

  private async find(text: string): Promise<HTMLAnchorElement[]> {
    try {
      const answer = await read(`${this.input.form!.getAttribute('action')}?q=${encodeURIComponent(text)}`);
      return Array.from(answer.document.querySelectorAll<HTMLAnchorElement>('a[data-hit]'));
    } catch {
      return [];
    }
  }

  private show(hits: readonly HTMLAnchorElement[]): void {
    this.list.replaceChildren(...hits.map((hit, at) => {
      const option = document.createElement('li');
      option.id = `palette-${at}`;
      option.setAttribute('role', 'option');
      const link = document.importNode(hit, true);
      link.tabIndex = -1;
      const kind = document.createElement('span');
      kind.className = 'badge';
      kind.textContent = hit.dataset['hit'] ?? '';
      option.append(link, ' ', kind);
      return option;
    }));
    window.htmx?.process(this.list);
    this.input.setAttribute('aria-expanded', String(hits.length > 0));
    this.choose(0);
  }

  private choose(at: number): void {
    const options = Array.from(this.list.children);
    options.forEach((option, place) => option.setAttribute('aria-selected', String(place === at)));
    const chosen = options[at];
    if (chosen) this.input.setAttribute('aria-activedescendant', chosen.id);
    else this.input.removeAttribute('aria-activedescendant');
    if (chosen instanceof HTMLElement) chosen.scrollIntoView?.({ block: 'nearest' });
  }

  private press(event: KeyboardEvent): void {
    const options = Array.from(this.list.children);
    const at = options.findIndex(option => option.getAttribute('aria-selected') === 'true');
    if (event.key === 'ArrowDown') this.choose(Math.min(at + 1, options.length - 1));
    else if (event.key === 'ArrowUp') this.choose(Math.max(at - 1, 0));
    else if (event.key === 'Enter' && options[at]) options[at].querySelector('a')!.click();
    else return;
    event.preventDefault();
  }
}
