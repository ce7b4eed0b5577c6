import { send } from './page';

type Control = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;

/** Asks the server about a field of a form marked `data-check` as soon as somebody leaves it, and says beside it what is wrong. What was typed is never touched, and nothing is saved. */
export function watchChecks(root: Document): void {
  root.addEventListener('change', event => {
    const control = event.target as Control;
    if (control.form?.hasAttribute('data-check') && control.name.startsWith('f.')) void check(control.form, control);
  });
}

async function check(form: HTMLFormElement, control: Control): Promise<void> {
  const asked = control.value;
  try {
    const answer = await send(form, { check: control.name });
    const said = answer.document.querySelector(`[data-field="${CSS.escape(control.name)}"]`);
    if (said && control.isConnected && control.value === asked) show(control, said); // else one typed on
  } catch {
    // It is said when the form is sent.
  }
}

const remarks = '.invalid-feedback, [data-part=slip]';

function show(control: Control, said: Element): void {
  const box = control.closest('[data-field]')!;
  const isWrong = said.querySelector('.invalid-feedback') !== null;
  for (const old of box.querySelectorAll(remarks)) old.remove();
  control.classList.toggle('is-invalid', isWrong);
  if (isWrong) control.setAttribute('aria-invalid', 'true');
  else control.removeAttribute('aria-invalid');
  const described = said.querySelector(`[name="${CSS.escape(control.name)}"][aria-describedby]`)?.getAttribute('aria-describedby');
  if (described) control.setAttribute('aria-describedby', described);
  else control.removeAttribute('aria-describedby');
  for (const remark of said.querySelectorAll(remarks)) {
    const shown = control.ownerDocument.importNode(remark, true);
    shown.setAttribute('role', 'alert');
    box.insertBefore(shown, box.querySelector(':scope > .form-hint[id]'));
  }
}
