// What every page runs, as one built module: it is loaded once, and finds what htmx puts into the page.
import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { island, open, press, settled } from './browser.mjs';

const sources = [];
globalThis.EventSource = class {
  constructor(address) {
    this.address = address;
    this.taken = {};
    this.isOpen = true;
    sources.push(this);
  }
  addEventListener(name, take) { this.taken[name] = take; }
  close() { this.isOpen = false; }
  tell(name, id, data) { this.taken[name]({ lastEventId: id, data: JSON.stringify(data) }); }
};

const palette = '<dialog data-palette><form action="/crm/_search"><input name="q"></form><ul role="listbox"></ul></dialog>';
const form = '<form data-draft method="post" action="/crm/leads/1/_edit"><div data-draft-offer hidden><time></time><button type="button" data-draft-restore></button><button type="button" data-draft-drop></button></div><input name="f.name" value="Old"><input type="checkbox" name="f.vip"><input type="hidden" name="version" value="1"><a href="/crm/leads" data-leave>Cancel</a></form>';

let page = open(`<main id="main"></main>${palette}`);
page.document.body.dataset.user = 'u1';
page.window.localStorage.setItem('crmkit.draft.u2./crm/leads/1/_edit', '{"at":1,"values":[["f.name","of another user"]]}');
await island('app.js');
assert.equal(page.window.localStorage.length, 0); // it was of somebody else
const dialog = page.find('dialog');

/** Puts content into the page, as htmx does. */
const arrive = html => {
  page.find('#main').innerHTML = html;
  page.document.dispatchEvent(new page.window.Event('htmx:load'));
};

const type = (element, value) => {
  element.value = value;
  element.dispatchEvent(new page.window.Event('input', { bubbles: true }));
};

const submit = element => element.dispatchEvent(new page.window.Event('submit', { bubbles: true, cancelable: true }));

const drafts = () => Object.keys(page.window.localStorage);

beforeEach(() => {
  page.sent.length = 0;
  page.answers.length = 0;
  page.window.localStorage.clear();
  page.window.sessionStorage.clear();
  arrive('<h1>Nothing</h1>');
});

test('A form that was not saved is offered when it comes up again, and restored', () => {
  arrive(`<h1>Lead</h1>${form}`);
  type(page.find('[name="f.name"]'), 'Typed');
  page.find('[name="f.vip"]').checked = true;
  page.find('[name="f.vip"]').dispatchEvent(new page.window.Event('input', { bubbles: true }));
  assert.deepEqual(drafts(), ['crmkit.draft.u1./crm/leads/1/_edit']);
  assert.ok(!page.window.localStorage.getItem(drafts()[0]).includes('version'));
  arrive('<h1>Elsewhere</h1>');
  arrive(`<h1>Lead</h1>${form}`);
  assert.equal(page.find('[data-draft-offer]').hidden, false);
  assert.notEqual(page.find('time').textContent, '');
  page.find('[data-draft-restore]').click();
  assert.equal(page.find('[name="f.name"]').value, 'Typed');
  assert.equal(page.find('[name="f.vip"]').checked, true);
  assert.equal(page.find('[data-draft-offer]').hidden, true);
});

test('What is saved, dropped or left is forgotten; what was refused or failed is not', () => {
  const begin = () => {
    arrive(`<h1>Lead</h1>${form}`);
    type(page.find('[name="f.name"]'), 'Typed');
  };
  begin();
  submit(page.find('form[data-draft]'));
  arrive(`<h1>Lead</h1><div role="alert">Refused</div>${form}`);
  assert.equal(drafts().length, 1);
  submit(page.find('form[data-draft]'));
  arrive('<h1>Something went wrong</h1><div data-failure></div>');
  arrive('<h1>My day</h1>');
  assert.equal(drafts().length, 1); // nothing was saved
  arrive(`<h1>Lead</h1>${form}`);
  submit(page.find('form[data-draft]'));
  arrive('<h1>Lead 1</h1>');
  assert.equal(drafts().length, 0);

  begin();
  submit(page.find('form[data-draft]'));
  page.document.dispatchEvent(new page.window.Event('htmx:sendError'));
  arrive('<h1>Elsewhere</h1>');
  assert.equal(drafts().length, 1); // nothing was sent
  arrive(`<h1>Lead</h1>${form}`);
  page.find('[data-draft-drop]').click();
  assert.equal(drafts().length, 0);

  begin();
  page.find('[data-leave]').click();
  assert.equal(drafts().length, 0);
});

test('A field that is left is looked at by the server, and what is typed stays', async () => {
  arrive('<form data-check action="/crm/leads/_new"><div data-field="f.amount"><input id="f.amount" name="f.amount" aria-describedby="help"><small class="form-hint" id="help">How much</small></div></form>');
  const amount = page.find('[name="f.amount"]');
  amount.value = 'much';
  page.answers.push('<div data-field="f.amount"><input name="f.amount" value="other" aria-invalid="true" aria-describedby="error help"><div class="invalid-feedback d-block" id="error">A number</div><small class="form-hint" id="help">How much</small></div>');
  amount.dispatchEvent(new page.window.Event('change', { bubbles: true }));
  await settled();
  assert.equal(page.sent[0].fields.check, 'f.amount');
  assert.equal(amount.value, 'much');
  assert.equal(amount.getAttribute('aria-invalid'), 'true');
  assert.equal(amount.getAttribute('aria-describedby'), 'error help');
  assert.equal(page.find('.invalid-feedback').textContent, 'A number');
  amount.value = '5';
  page.answers.push('<div data-field="f.amount"><input name="f.amount" value="5" aria-describedby="help"><small class="form-hint" id="help">How much</small></div>');
  amount.dispatchEvent(new page.window.Event('change', { bubbles: true }));
  await settled();
  assert.equal(page.find('.invalid-feedback'), null);
  assert.equal(amount.getAttribute('aria-invalid'), null);
});

test('Signing out forgets all drafts', () => {
  arrive(`<h1>Lead</h1>${form}<form data-sign-out method="post" action="/account/sign-out"></form>`);
  type(page.find('[name="f.name"]'), 'Typed');
  submit(page.find('[data-sign-out]'));
  assert.deepEqual(drafts(), []);
});

test('Ctrl K finds and goes there by keys alone', async () => {
  press(page.document.body, 'k', { ctrlKey: true });
  assert.equal(dialog.open, true);
  const input = dialog.querySelector('input');
  page.answers.push('<a data-hit="Account" href="/crm/accounts/1">Acme</a><a data-hit="Page" href="#leads">Leads</a>');
  type(input, 'ac');
  while (page.sent.length === 0) await new Promise(resolve => setTimeout(resolve, 10));
  await settled();
  assert.equal(page.sent[0].to, '/crm/_search?q=ac');
  const options = Array.from(dialog.querySelectorAll('[role=option]'));
  assert.deepEqual(options.map(o => o.textContent.replace(/\s+/g, ' ').trim()), ['Acme Account', 'Leads Page']);
  assert.equal(input.getAttribute('aria-activedescendant'), 'palette-0');
  press(input, 'ArrowDown');
  assert.equal(options[1].getAttribute('aria-selected'), 'true');
  let went = null;
  options[1].querySelector('a').addEventListener('click', () => { went = 'Leads'; });
  press(input, 'Enter');
  assert.equal(went, 'Leads');
  assert.equal(dialog.open, false);
});

test('A plugin that goes is said where something of it is shown, and the menu follows', async () => {
  page.find('body').insertAdjacentHTML('afterbegin', '<nav id="nav"><a href="/crm/_pages/acme.day">My day</a></nav>');
  arrive('<div data-live="/crm/_live?plugins=acme" data-gone="{0} was switched off." role="status" hidden></div>');
  const feed = sources.pop();
  const box = page.find('[data-gone]');
  feed.tell('plugins', '', ['Acme <b>']);
  assert.equal(box.hidden, false);
  assert.equal(box.textContent, 'Acme <b> was switched off.');
  assert.equal(box.querySelector('b'), null);
  page.answers.push('<nav id="nav"><a href="/crm/leads">Leads</a></nav>');
  feed.tell('catalog', '', []);
  await settled();
  assert.equal(page.find('#nav').textContent, 'Leads');
  page.find('#nav a').classList.add('htmx-request'); // somebody clicked it, and its page is on the way
  page.answers.push('<nav id="nav"><a href="/crm/leads">New leads</a></nav>');
  feed.tell('catalog', '', []);
  await settled();
  assert.equal(page.find('#nav').textContent, 'Leads');
  page.find('#nav a').classList.remove('htmx-request');
  page.answers.push('<nav id="nav"><a href="/crm/leads">New leads</a></nav>');
  page.document.dispatchEvent(new page.window.Event('htmx:load'));
  await settled();
  assert.equal(page.find('#nav').textContent, 'New leads');
  page.find('#nav').innerHTML = '<details data-group="sales" open></details><details data-group="tools"></details>'; // one was opened by hand
  page.answers.push('<nav id="nav"><details data-group="sales"><a>Leads</a></details><details data-group="tools"></details><details></details></nav>');
  feed.tell('catalog', '', []);
  await settled();
  assert.deepEqual([...page.document.querySelectorAll('#nav details')].map(d => d.hasAttribute('open')), [true, false, false]);
  assert.equal(page.find('#nav').textContent, 'Leads');
  feed.tell('plugins', '', []);
  assert.equal(box.hidden, true);
  page.find('#nav').remove();
  arrive('<h1>Nothing</h1>');
  sources.length = 0;
});

test('What is written is told to what shows it, from where it was when somebody looks again', () => {
  arrive('<div data-live="/crm/_live?types=lead" id="list"></div>');
  const told = [];
  page.find('#list').addEventListener('crm:changes', event => told.push(...event.detail.map(c => c.id)));
  const [first] = sources.splice(0);
  assert.equal(first.address, '/crm/_live?types=lead');
  first.tell('ready', 'c0', []);
  first.tell('changes', 'c1', [{ type: 'lead', id: '7', operation: 'update', version: 2 }]);
  assert.deepEqual(told, ['7']);
  arrive('<div data-live="/crm/_live?types=lead" id="list"></div>');
  assert.equal(sources.length, 0); // the same feed goes on

  Object.defineProperty(page.document, 'hidden', { value: true, configurable: true });
  page.document.dispatchEvent(new page.window.Event('visibilitychange'));
  assert.equal(first.isOpen, false);
  Object.defineProperty(page.document, 'hidden', { value: false, configurable: true });
  page.document.dispatchEvent(new page.window.Event('visibilitychange'));
  assert.equal(sources[0].address, '/crm/_live?types=lead&after=c1');
  arrive('<h1>Elsewhere</h1>');
  assert.equal(sources[0].isOpen, false);
});

test('A select that changes its form sends it by the button that people without scripts press', () => {
  arrive('<form><select data-submits><option>a</option></select><button data-unscripted name="again"></button></form>');
  const button = page.find('button');
  assert.equal(button.hidden, true);
  let pressed = 0;
  button.addEventListener('click', event => { pressed++; event.preventDefault(); });
  page.find('select').dispatchEvent(new page.window.Event('change', { bubbles: true }));
  assert.equal(pressed, 1);
});
