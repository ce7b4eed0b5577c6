const prefix = 'crmkit.draft.';
const sent = 'crmkit.sent';

/** What was typed: names of controls with their values, and when. */
interface Draft {
  readonly at: number;
  readonly values: readonly (readonly [name: string, value: string | boolean])[];
}

type Control = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;

/**
 * Keeps what is typed into forms marked `data-draft` in this browser, by user and form, until it is saved, left or signed out; a form that comes up again offers it.
 * Whether it was saved is told by what comes after: a page that is neither the form again nor a failure.
 */
export function watchDrafts(root: Document, drafts: Storage, session: Storage): void {
  const user = root.body.dataset['user'];
  if (!user) return;
  const keyOf = (form: HTMLFormElement): string => `${prefix}${user}.${form.getAttribute('action')}`;
  const forget = (gone: (key: string) => boolean) => {
    for (const key of Object.keys(drafts)) if (key.startsWith(prefix) && gone(key)) drafts.removeItem(key);
  };
  const seen = new WeakSet<HTMLFormElement>();
  const look = () => {
    const forms = Array.from(root.querySelectorAll<HTMLFormElement>('form[data-draft]'));
    const last = session.getItem(sent);
    if (last !== null && root.querySelector('#main h1')) {
      if (!root.querySelector('[data-failure]') && !forms.some(form => keyOf(form) === last)) drafts.removeItem(last);
      session.removeItem(sent);
    }
    for (const form of forms) {
      if (seen.has(form)) continue;
      seen.add(form);
      offer(form, keyOf(form), drafts);
    }
  };
  root.addEventListener('input', event => {
    const form = (event.target as Element).closest<HTMLFormElement>('form[data-draft]');
    if (form) drafts.setItem(keyOf(form), JSON.stringify({ at: Date.now(), values: valuesOf(form) } satisfies Draft));
  });
  root.addEventListener('submit', event => {
    const form = event.target as HTMLFormElement;
    if (form.hasAttribute('data-sign-out')) forget(() => true);
    else if (form.hasAttribute('data-draft')) session.setItem(sent, keyOf(form));
  }, { capture: true });
  root.addEventListener('click', event => {
    const left = (event.target as Element).closest('[data-leave]')?.closest<HTMLFormElement>('form[data-draft]');
    if (left) drafts.removeItem(keyOf(left));
  }, { capture: true });
  for (const failure of ['htmx:sendError', 'htmx:timeout']) root.addEventListener(failure, () => session.removeItem(sent));
  root.addEventListener('htmx:load', look);
  forget(key => !key.startsWith(`${prefix}${user}.`)); // of somebody else who used this browser
  look();
}

function offer(form: HTMLFormElement, key: string, drafts: Storage): void {
  const draft = read(drafts.getItem(key));
  const bar = form.querySelector<HTMLElement>('[data-draft-offer]');
  if (!draft || !bar) return;
  if (JSON.stringify(draft.values) === JSON.stringify(valuesOf(form))) return;
  bar.hidden = false;
  bar.querySelector('time')!.textContent = new Date(draft.at).toLocaleString(form.ownerDocument.documentElement.lang || undefined);
  bar.querySelector('[data-draft-restore]')!.addEventListener('click', () => {
    restore(form, draft);
    bar.hidden = true;
  });
  bar.querySelector('[data-draft-drop]')!.addEventListener('click', () => {
    drafts.removeItem(key);
    bar.hidden = true;
  });
}

function read(text: string | null): Draft | null {
  try {
    return text === null ? null : JSON.parse(text) as Draft;
  } catch {
    return null;
  }
}

const controls = (form: HTMLFormElement): Control[] => Array.from(form.querySelectorAll<Control>('[name^="f."]')).filter(control => control.type !== 'hidden' && control.type !== 'password');

const valuesOf = (form: HTMLFormElement): Draft['values'] => controls(form).map(control => [control.name, isBox(control) ? control.checked : control.value]);

function restore(form: HTMLFormElement, draft: Draft): void {
  const kept = new Map(draft.values);
  for (const control of controls(form)) {
    const value = kept.get(control.name);
    if (value === undefined) continue;
    if (isBox(control)) control.checked = value === true;
    else control.value = String(value);
  }
}

const isBox = (control: Control): control is HTMLInputElement => control.type === 'checkbox';
