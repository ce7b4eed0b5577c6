// Entry: a board whose cards are dragged between stages, or moved by keys.
import Sortable from 'sortablejs';
import { Asking } from './asking';
import { format, fill, read, send, type Answer } from './page';

export const mount = (root: HTMLElement): (() => void) => new Board(root).dispose;

class Board {
  private readonly columns: HTMLElement;
  private readonly status: HTMLElement;
  private readonly asking: Asking;
  private lists: Sortable[] = [];
  private dragging = false;
  private stale = false;

  constructor(private readonly root: HTMLElement) {
    this.columns = root.querySelector<HTMLElement>('[data-columns]')!;
    this.status = root.querySelector<HTMLElement>('[role=status]')!;
    this.asking = new Asking(root.querySelector('dialog')!);
    for (const hint of root.querySelectorAll<HTMLElement>('[data-scripted]')) hint.hidden = false;
    root.addEventListener('keydown', event => this.press(event));
    root.addEventListener('crm:changes', () => void this.reload());
    this.wire();
  }

  readonly dispose = (): void => this.lists.splice(0).forEach(list => list.destroy());

  private wire(): void {
    this.dispose();
    this.lists = Array.from(this.columns.querySelectorAll<HTMLElement>('[data-cards]'), element => Sortable.create(element, {
      group: 'board', draggable: '[data-card]', filter: 'details, [data-fixed]', preventOnFilter: false, sort: false, animation: 120, delay: 150, delayOnTouchOnly: true, ghostClass: 'crm-ghost',
      onStart: () => { this.dragging = true; },
      onMove: event => event.from === event.to || targets(event.dragged).includes(stageOf(event.to)),
      onEnd: event => {
        this.dragging = false;
        const back = () => event.from.insertBefore(event.item, event.from.querySelectorAll(':scope > [data-card]')[event.oldDraggableIndex ?? 0] ?? null);
        if (event.from !== event.to) void this.move(event.item, stageOf(event.to), back);
        else if (this.stale) void this.reload();
      },
    }));
  }

  private press(event: KeyboardEvent): void {
    const card = event.target instanceof HTMLElement && event.target.hasAttribute('data-card') ? event.target : null;
    if (!card || event.ctrlKey || event.altKey || event.metaKey) return;
    const step = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: 0, ArrowDown: 0 }[event.key];
    if (event.key === 'Enter') card.querySelector('a')?.click();
    else if (step === undefined) return;
    else if (event.key === 'ArrowUp') focus(card.previousElementSibling);
    else if (event.key === 'ArrowDown') focus(card.nextElementSibling);
    else if (event.shiftKey) {
      const stage = this.beside(card, step, column => targets(card).includes(stageOf(column)));
      if (stage) void this.move(card, stageOf(stage), () => card.focus());
    } else this.beside(card, step, column => column.querySelector('[data-card]') !== null)?.querySelector<HTMLElement>('[data-card]')?.focus();
    event.preventDefault();
  }

  private beside(card: HTMLElement, step: number, fits: (column: Element) => boolean): Element | undefined {
    const columns = Array.from(this.columns.children);
    const rest = step > 0 ? columns.slice(columns.indexOf(card.closest('[data-stage]')!) + 1) : columns.slice(0, columns.indexOf(card.closest('[data-stage]')!)).reverse();
    return rest.find(fits);
  }

  /** Asks the server to move a card; what it refuses goes back to where it was, and the answer says why or asks for what is missing. */
  private async move(card: HTMLElement, stage: string, back: () => void): Promise<void> {
    const form = card.querySelector('form')!;
    const label = this.columns.querySelector(`[data-stage="${CSS.escape(stage)}"]`)?.getAttribute('aria-label') ?? stage;
    const said = format(this.root.dataset['moved'], card.getAttribute('aria-label') ?? '', label);
    card.setAttribute('aria-busy', 'true');
    try {
      const answer = await send(form, { stage });
      if (this.take(answer, card.dataset['card']!)) this.status.textContent = said;
      else {
        back();
        this.asking.ask(answer.document, next => {
          const done = this.take(next, card.dataset['card']!);
          if (done) this.status.textContent = said;
          return done;
        }, () => card.focus());
      }
    } catch {
      back();
      this.status.textContent = this.root.dataset['offline'] ?? '';
    } finally {
      card.removeAttribute('aria-busy');
    }
  }

  /** Shows the board of an answer; false when it is another page. */
  private take(answer: Answer, focused?: string): boolean {
    if (!this.root.isConnected) return true; // one went on before it came
    const fresh = answer.document.querySelector('[data-columns]');
    if (!fresh) return false;
    this.stale = false;
    fill(this.columns, fresh);
    this.wire();
    if (focused) this.columns.querySelector<HTMLElement>(`[data-card="${CSS.escape(focused)}"]`)?.focus();
    return true;
  }

  private async reload(): Promise<void> {
    this.stale = true;
    if (this.dragging || this.asking.isOpen || this.columns.querySelector('[aria-busy], details[open]')) return;
    const focused = document.activeElement?.closest<HTMLElement>('[data-card]')?.dataset['card'];
    try {
      this.take(await read(this.root.dataset['address']!), focused);
    } catch {
      // it stays as it is: the next change asks again
    }
  }
}

const focus = (element: Element | null): void => {
  if (element instanceof HTMLElement) element.focus();
};

const stageOf = (element: Element): string => element.closest<HTMLElement>('[data-stage]')!.dataset['stage']!;

const targets = (card: Element): string[] => Array.from(card.querySelectorAll<HTMLOptionElement>('select[name=stage] option'), option => option.value);
