// A browser's page for tests of islands: what they need of one, with answers of a server made up by the test.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Window } from 'happy-dom';

const built = process.env.CRMKIT_ISLANDS ?? join(import.meta.dirname, '../../../src/CrmKit.Web/obj/assets/js');

const window = new Window({ url: 'https://crm.example/crm/' });
for (const name of ['document', 'navigator', 'HTMLElement', 'HTMLInputElement', 'HTMLFormElement', 'HTMLSelectElement', 'Element', 'DOMParser', 'FormData', 'CustomEvent', 'Event', 'CSS', 'localStorage', 'sessionStorage', 'location', 'getComputedStyle'])
  Object.defineProperty(globalThis, name, { value: window[name], configurable: true, writable: true });
Object.defineProperty(globalThis, 'window', { value: window, configurable: true });

/** A page with some HTML in it, which stays until the next one is opened. */
export function open(html) {
  window.document.body.innerHTML = html;
  window.localStorage.clear();
  const sent = [];
  globalThis.fetch = async (to, init = {}) => {
    const call = { to: String(to), method: init.method ?? 'GET', fields: Object.fromEntries(init.body ?? []) };
    sent.push(call);
    const answer = page.answers.shift();
    if (answer === undefined) throw new TypeError('nobody answers');
    const { status = 200, html: body } = typeof answer === 'string' ? { html: answer } : answer;
    return { status, ok: status < 400, text: async () => `<!DOCTYPE html><html><body><main id="main">${body}</main></body></html>` };
  };
  const page = { window, document: window.document, sent, answers: [], find: selector => window.document.querySelector(selector) };
  return page;
}

/** A built module of the user interface. */
export const island = name => import(pathToFileURL(join(built, name)).href);

/** Lets all that is under way come to its end. */
export const settled = () => new Promise(resolve => setImmediate(() => setImmediate(() => setImmediate(resolve))));

export const press = (element, key, modifiers = {}) => element.dispatchEvent(new window.KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...modifiers }));
