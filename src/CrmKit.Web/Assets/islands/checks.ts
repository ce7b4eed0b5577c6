import { send } from './page';

type Control = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;

const pause = 400;

/**
 * Asks the server about a form marked `data-check` as soon as somebody leaves a field, and while one corrects a field that is marked as wrong. It says beside the fields what would be refused, and which fields
 * there are to ask for now. What was typed is never touched, and nothing is saved.
 */
export function watchChecks(root: Document): void {
  const typing = new WeakMap<Control, ReturnType<typeof setTimeout>>();
  const isChecked = (control: Control): boolean => !!control.form?.hasAttribute('data-check') && control.name.startsWith('f.');
  root.addEventListener('change', event => {
    const control = event.target as Control;
    if (isChecked(control)) void check(control.form!, control);
  });
  root.addEventListener('input', event => {
    const control = event.target as Control;
    if (!isChecked(control) || !control.classList.contains('is-invalid')) return;
    clearTimeout(typing.get(control));
    typing.set(control, setTimeout(() => void check(control.form!, control), pause));
  });
}

const latest = new WeakMap<HTMLFormElement, number>();

async function check(form: HTMLFormElement | null, control: Control): Promise<void> {
  if (!form) return; // the page went on
  const asked = control.value;
  const turn = (latest.get(form) ?? 0) + 1;
  latest.set(form, turn);
  try {
    const marked = Array.from(form.querySelectorAll<Control>('.is-invalid[name]'), c => c.name).join(' ');
    const answer = await send(form, { check: control.name, marked });
    const boxes = Array.from(form.querySelectorAll<HTMLElement>('[data-field]'));
    for (const said of answer.document.querySelectorAll<HTMLElement>('[data-field]')) {
      const box = boxes.find(b => b.dataset['field'] === said.dataset['field']);
      const shown = box && form.querySelector<Control>(`#${CSS.escape(said.dataset['field']!)}`);
      if (!box || !shown) continue;
      if (latest.get(form) === turn && said.hasAttribute('data-conditional')) box.hidden = said.hidden; // else a later answer knows better
      if (shown !== control) show(shown, said, '.invalid-feedback');
      else if (control.value === asked) show(shown, said, remarks); // else one typed on
    }
    for (const section of form.querySelectorAll<HTMLDetailsElement>('details[data-section]')) {
      section.hidden = !section.querySelector('[data-field]:not([hidden])');
      if (section.querySelector('.is-invalid')) section.open = true;
    }
  } catch {
    // It is said when the form is sent.
  }
}

const remarks = '.invalid-feedback, [data-part=slip]';

function show(control: Control, said: Element, which: string): void {
  const box = control.closest('[data-field]')!;
  const isWrong = said.querySelector('.invalid-feedback') !== null;
  for (const old of box.querySelectorAll(which)) old.remove();
  control.classList.toggle('is-invalid', isWrong);
  if (isWrong) control.setAttribute('aria-invalid', 'true');
  else control.removeAttribute('aria-invalid');
  const described = said.querySelector(`[name="${CSS.escape(control.name)}"][aria-describedby]`)?.getAttribute('aria-describedby');
  if (described) control.setAttribute('aria-describedby', described);
  else control.removeAttribute('aria-describedby');
  for (const remark of said.querySelectorAll(which)) {
    const shown = control.ownerDocument.importNode(remark, true);
    shown.setAttribute('role', 'alert');
    box.insertBefore(shown, box.querySelector(':scope > .form-hint[id]'));
  }
}
