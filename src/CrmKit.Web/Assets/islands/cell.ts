import { read, send, type Answer } from './page';

/** A cell of a list while somebody changes it: the small form of its field stands in it until it is saved or left. */
export class CellEditor {
  private readonly before: readonly Node[];

  /** @param says Tells people what happened: the name of the record that was saved, or what is wrong. */
  constructor(private readonly cell: HTMLElement, private readonly says: (saved: string | null, wrong: string | null) => void) {
    this.before = Array.from(cell.childNodes);
  }

  static isOpen(cell: Element): boolean {
    return cell.querySelector('form') !== null;
  }

  private get row(): HTMLElement {
    return this.cell.parentElement!;
  }

  async open(address: string): Promise<void> {
    try {
      const answer = await read(address);
      if (!CellEditor.isOpen(this.cell)) this.show(answer, this.before);
    } catch {
      this.says(null, null);
    }
  }

  private show(answer: Answer, otherwise: readonly Node[]): void {
    const shown = answer.document.querySelector('form.crm-cell');
    if (!shown) {
      this.says(null, answer.document.querySelector('[role=alert], main')?.textContent?.trim() ?? '');
      return;
    }
    const form = document.importNode(shown, true) as HTMLFormElement;
    const leave = (event: Event) => {
      event.preventDefault();
      event.stopPropagation();
      this.leave(otherwise);
    };
    this.cell.replaceChildren(form);
    form.querySelector('[data-leave]')!.addEventListener('click', leave);
    form.addEventListener('keydown', event => {
      if (event.key === 'Escape') leave(event);
      else if (event.key === 'Enter' && event.ctrlKey) form.requestSubmit();
    });
    form.addEventListener('submit', event => {
      event.preventDefault();
      event.stopPropagation();
      send(form, { back: 'cell' }).then(next => this.take(next), () => this.says(null, null));
    });
    const input = form.querySelector<HTMLElement>('input:not([type=hidden]), select, textarea');
    input?.focus();
    if (input instanceof HTMLInputElement && input.type === 'text') input.select();
  }

  private take(answer: Answer): void {
    const stored = answer.document.querySelector<HTMLElement>('[data-stored]');
    const now = stored ? this.shown(stored) : this.before;
    if (answer.status !== 200 || !stored) {
      this.show(answer, answer.status === 409 ? now : this.before);
      return;
    }
    this.row.dataset['version'] = stored.dataset['version'] ?? '';
    this.leave(now);
    this.says(this.row.dataset['name'] ?? '', null);
  }

  private leave(content: readonly Node[]): void {
    this.cell.replaceChildren(...content);
    this.cell.focus();
  }

  // The name of a record leads to it, whatever it is called now.
  private shown(stored: HTMLElement): Node[] {
    const link = this.before.find((node): node is HTMLAnchorElement => node instanceof HTMLElement && node.hasAttribute('data-name'));
    if (!link) return Array.from(stored.childNodes, node => document.importNode(node, true));
    const text = stored.textContent?.trim() ?? '';
    link.textContent = text;
    this.row.dataset['name'] = text;
    return [link];
  }
}
