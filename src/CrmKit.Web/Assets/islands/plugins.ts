import { fill, format, read } from './page';

/** Says on open pages that a plugin they show something of was switched off, and lets the menu follow what there is. */
export function watchPlugins(root: Document): void {
  root.addEventListener('crm:plugins', event => {
    const box = event.target as HTMLElement;
    if (box.dataset['gone'] === undefined) return;
    const gone = (event as CustomEvent<string[]>).detail;
    box.textContent = gone.length === 0 ? '' : format(box.dataset['gone'], gone.join(', '));
    box.hidden = gone.length === 0;
  });
  root.addEventListener('crm:catalog', () => void refresh(root));
}

async function refresh(root: Document): Promise<void> {
  try {
    const nav = (await read(root.location.href)).document.getElementById('nav');
    const shown = root.getElementById('nav');
    if (!nav || !shown) return;
    // A link that is on its way to its page has to stay where it is until then.
    if (shown.querySelector('.htmx-request')) root.addEventListener('htmx:load', () => void refresh(root), { once: true });
    else {
      const opened = new Set(Array.from(shown.querySelectorAll<HTMLElement>('details[open]'), group => group.dataset['group']));
      for (const group of nav.querySelectorAll<HTMLDetailsElement>('details')) if (opened.has(group.dataset['group'])) group.setAttribute('open', ''); // what somebody opened stays so
      fill(shown, nav);
    }
  } catch {
    // Nobody answers: the next page that is opened has the menu of then.
  }
}
