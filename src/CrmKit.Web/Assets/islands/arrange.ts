// Entry: fields, parts and entries that are put into an order, and from one place to another, by dragging and by keys. What is saved is the order of the form.
import Sortable from 'sortablejs';
import { format } from './page';

export const mount = (root: HTMLElement): (() => void) => new Arranging(root).dispose;

class Arranging {
  private readonly status: HTMLElement;
  private readonly lists: Sortable[];

  constructor(private readonly root: HTMLElement) {
    this.status = root.querySelector<HTMLElement>('[role=status]')!;
    for (const hint of root.querySelectorAll<HTMLElement>('[data-scripted]')) hint.hidden = false;
    this.lists = Array.from(root.querySelectorAll<HTMLElement>('[data-zone]'), element => Sortable.create(element, {
      group: element.dataset['group']!, draggable: '[data-item]', animation: 120, delay: 150, delayOnTouchOnly: true, ghostClass: 'crm-ghost', onEnd: event => this.say(event.item),
    }));
    root.addEventListener('keydown', event => this.press(event));
    root.addEventListener('click', event => this.click(event));
  }

  readonly dispose = (): void => this.lists.splice(0).forEach(list => list.destroy());

  private press(event: KeyboardEvent): void {
    const item = event.target instanceof HTMLElement && event.target.hasAttribute('data-item') ? event.target : null;
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (!item || step === undefined || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    if (event.altKey || event.shiftKey) this.move(item, step);
    else this.beside(item, step)?.focus();
  }

  /** The buttons of items do at once what they would ask the server for. */
  private click(event: Event): void {
    const button = event.target instanceof Element ? event.target.closest<HTMLButtonElement>('button[name=act]') : null;
    const [, way] = /^(up|down) /.exec(button?.value ?? '') ?? [];
    if (!button || !way) return;
    event.preventDefault();
    this.move(button.closest<HTMLElement>('[data-item]')!, way === 'up' ? -1 : 1);
    button.focus();
  }

  private move(item: HTMLElement, step: number): void {
    const next = step < 0 ? item.previousElementSibling : item.nextElementSibling;
    if (next) next[step < 0 ? 'before' : 'after'](item);
    else this.zoneBeside(item, step)?.[step < 0 ? 'append' : 'prepend'](item);
    item.focus();
    this.say(item);
  }

  private beside(item: HTMLElement, step: number): HTMLElement | undefined {
    const items = Array.from(this.root.querySelectorAll<HTMLElement>('[data-item]'));
    return items[items.indexOf(item) + step];
  }

  private zoneBeside(item: HTMLElement, step: number): HTMLElement | undefined {
    const zone = item.closest<HTMLElement>('[data-zone]')!;
    const zones = Array.from(this.root.querySelectorAll<HTMLElement>('[data-zone]')).filter(other => other.dataset['group'] === zone.dataset['group']);
    return zones[zones.indexOf(zone) + step];
  }

  private say(item: HTMLElement): void {
    const zone = item.closest<HTMLElement>('[data-zone]')!;
    const place = Array.from(zone.children).indexOf(item) + 1;
    this.status.textContent = format(this.root.dataset['moved'], item.getAttribute('aria-label') ?? '', zone.dataset['label'] ?? '', String(place), String(zone.children.length));
  }
}
