/** A module of an island: brings an element to life, and may say what to do when the element has gone. */
export interface Island {
  mount(element: HTMLElement): (() => void) | void;
}

const mounted = new Map<HTMLElement, (() => void) | void>();
const seen = new WeakSet<HTMLElement>();

/** Loads the module that each `data-island` names, once per element, now and whenever htmx puts something new into the page. */
export function watchIslands(root: Document, load: (address: string) => Promise<Island> = address => import(address)): void {
  const look = () => {
    for (const [element, dispose] of mounted) {
      if (element.isConnected) continue;
      mounted.delete(element);
      dispose?.();
    }
    for (const element of root.querySelectorAll<HTMLElement>('[data-island]')) {
      if (seen.has(element)) continue;
      seen.add(element);
      void load(element.dataset['island']!).then(island => {
        if (element.isConnected) mounted.set(element, island.mount(element));
      });
    }
  };
  root.addEventListener('htmx:load', look);
  look();
}
