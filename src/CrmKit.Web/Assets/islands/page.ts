declare global {
  interface Window {
    htmx?: { process(element: Element): void };
  }
}

/** An answer of the server: always a page. */
export interface Answer {
  readonly status: number;
  readonly document: Document;
}

/** Reads a page. */
export async function read(address: string): Promise<Answer> {
  return answer(await fetch(address, { headers: { Accept: 'text/html' }, credentials: 'same-origin' }));
}

/** Sends a form as the browser would, with some fields changed, and follows where it leads. */
export async function send(form: HTMLFormElement, changes: Readonly<Record<string, string>> = {}): Promise<Answer> {
  const fields = new URLSearchParams();
  for (const [name, value] of new FormData(form)) if (typeof value === 'string' && !(name in changes)) fields.append(name, value);
  for (const [name, value] of Object.entries(changes)) fields.append(name, value);
  return answer(await fetch(form.getAttribute('action')!, { method: 'POST', body: fields, headers: { Accept: 'text/html' }, credentials: 'same-origin' }));
}

/** Puts part of another page into this one, with its links working as all others do. */
export function fill(element: HTMLElement, from: Element): void {
  element.replaceChildren(...Array.from(from.childNodes, node => document.importNode(node, true)));
  window.htmx?.process(element);
}

/** A text of the page with its places filled in. */
export const format = (text: string | undefined, ...values: string[]): string => (text ?? '').replace(/\{(\d)\}/g, (_, place: string) => values[Number(place)] ?? '');

async function answer(response: Response): Promise<Answer> {
  return { status: response.status, document: new DOMParser().parseFromString(await response.text(), 'text/html') };
}
