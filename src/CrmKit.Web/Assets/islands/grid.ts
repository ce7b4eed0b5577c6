// Entry: a list whose cells are changed in place, and that says when others changed what it shows.
import { CellEditor } from './cell';
import type { Change } from './live';
import { format } from './page';

export const mount = (root: HTMLElement): void => new Grid(root).start();

class Grid {
  private readonly changed = new Set<string>();

  constructor(private readonly root: HTMLElement) {}

  start(): void {
    this.cells().forEach((cell, at) => { cell.tabIndex = at === 0 ? 0 : -1; });
    this.root.addEventListener('dblclick', event => {
      const cell = cellOf(event.target);
      if (cell) this.edit(cell);
    });
    this.root.addEventListener('keydown', event => this.press(event));
    this.root.addEventListener('focusin', event => {
      const cell = cellOf(event.target);
      if (cell) for (const other of this.cells()) other.tabIndex = other === cell ? 0 : -1;
    });
    this.root.addEventListener('crm:changes', event => this.tell((event as CustomEvent<readonly Change[]>).detail));
  }

  private cells(): HTMLElement[] {
    return Array.from(this.root.querySelectorAll<HTMLElement>('tr[data-edit] > td[data-field]'));
  }

  private press(event: KeyboardEvent): void {
    const cell = cellOf(event.target);
    if (!cell || event.target !== cell || event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.key === 'Enter' || event.key === 'F2') this.edit(cell);
    else if (event.key in steps) this.step(cell, ...steps[event.key]!);
    else return;
    event.preventDefault();
  }

  private step(cell: HTMLElement, down: number, across: number): void {
    const rows = Array.from(this.root.querySelectorAll('tr[data-edit]'));
    const row = rows[rows.indexOf(cell.parentElement!) + down];
    const beside = Array.from(cell.parentElement!.querySelectorAll<HTMLElement>(':scope > td[data-field]'));
    const to = across === 0 ? Array.from(row?.querySelectorAll<HTMLElement>('td[data-field]') ?? []).find(other => other.dataset['field'] === cell.dataset['field']) : beside[beside.indexOf(cell) + across];
    to?.focus();
  }

  private edit(cell: HTMLElement): void {
    if (CellEditor.isOpen(cell)) return;
    const editor = new CellEditor(cell, (saved, wrong) => this.say(saved === null ? wrong ?? this.root.dataset['offline'] ?? '' : format(this.root.dataset['saved'], saved)));
    void editor.open(`${this.root.dataset['path']}/${cell.parentElement!.dataset['record']}/_cell?field=${encodeURIComponent(cell.dataset['field']!)}&back=cell`);
  }

  private say(text: string): void {
    this.root.querySelector('[role=status]')!.textContent = text;
  }

  /** Counts what others wrote; what this page shows already is no news. */
  private tell(changes: readonly Change[]): void {
    const rows = new Map(Array.from(this.root.querySelectorAll<HTMLElement>('tr[data-record]'), row => [row.dataset['record']!, row]));
    for (const change of changes) {
      const row = rows.get(change.id);
      if (!row || change.operation === 'delete' || Number(row.dataset['version']) < change.version) this.changed.add(change.id);
    }
    const news = this.root.querySelector<HTMLElement>('[data-news]')!;
    news.hidden = this.changed.size === 0;
    news.querySelector('a')!.textContent = format(this.root.dataset['told'], String(this.changed.size));
  }
}

const steps: Readonly<Record<string, readonly [down: number, across: number]>> = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

const cellOf = (target: EventTarget | null): HTMLElement | null => (target instanceof Element ? target.closest<HTMLElement>('tr[data-edit] > td[data-field]') : null);
