import assert from 'node:assert/strict';
import { test } from 'node:test';
import { island, open, press, settled } from './browser.mjs';

const row = (id, cells, version = 1) => `<tr data-record="${id}" data-version="${version}" data-name="Lead ${id}" data-edit><td></td>${Object.entries(cells).map(([field, html]) => `<td data-field="${field}">${html}</td>`).join('')}</tr>`;

const list = `
  <div id="root" data-path="/crm/leads" data-saved="{0}: saved." data-offline="Nobody answers." data-told="{0} new or changed"><p role="status"></p><p data-news hidden><a href="/crm/leads"></a></p>
    <table><tbody>${row('1', { name: '<a data-name href="/crm/leads/1">One</a>', city: 'Ghent' })}${row('2', { name: '<a data-name href="/crm/leads/2">Two</a>', city: 'Bath' })}<tr data-record="3" data-version="1"><td></td><td data-field="city">Locked</td></tr></tbody></table></div>`;

const form = (value, more = '') => `<p>City: <span data-stored data-version="${more ? 5 : 2}">${more ? 'Theirs' : value}</span></p>
  <form class="crm-cell" method="post" action="/crm/leads/1/_cell">${more}<input type="hidden" name="seen" value="Ghent"><input type="hidden" name="back" value="cell"><input type="text" name="f.city" value="${value}"><a href="/crm/leads" data-leave>Cancel</a></form>`;

const mounted = async () => {
  const page = open(list);
  (await island('grid.js')).mount(page.find('#root'));
  page.cell = (id, field) => page.find(`tr[data-record="${id}"] td[data-field="${field}"]`);
  page.submit = () => page.find('form').dispatchEvent(new page.window.Event('submit', { bubbles: true, cancelable: true }));
  return page;
};

test('Enter opens the cell, saves it, and shows what is stored', async () => {
  const page = await mounted();
  const cell = page.cell('1', 'city');
  page.answers.push(form('Ghent'));
  press(cell, 'Enter');
  await settled();
  assert.equal(page.sent[0].to, '/crm/leads/1/_cell?field=city&back=cell');
  cell.querySelector('[name="f.city"]').value = 'Bruges';
  page.answers.push(form('Bruges'));
  page.submit();
  await settled();
  assert.deepEqual(page.sent[1].fields, { 'seen': 'Ghent', 'f.city': 'Bruges', 'back': 'cell' });
  assert.equal(cell.textContent.trim(), 'Bruges');
  assert.equal(cell.parentElement.dataset.version, '2');
  assert.equal(page.find('[role=status]').textContent, 'Lead 1: saved.');
  assert.equal(page.document.activeElement, cell);
});

test('Two clicks open the cell, and Escape gives back what was there', async () => {
  const page = await mounted();
  const cell = page.cell('1', 'city');
  page.answers.push(form('Ghent'));
  cell.dispatchEvent(new page.window.MouseEvent('dblclick', { bubbles: true }));
  await settled();
  const input = cell.querySelector('[name="f.city"]');
  input.value = 'Not this';
  press(input, 'Escape');
  assert.equal(cell.textContent, 'Ghent');
  assert.equal(page.sent.length, 1);
});

test('A refusal stays in the cell with what is wrong, and a conflict shows what is stored', async () => {
  const page = await mounted();
  const cell = page.cell('1', 'city');
  page.answers.push(form('Ghent'), { status: 422, html: form('Wrong', '<div role="alert">Too long.</div>') }, { status: 409, html: form('Mine', '<div role="alert">Somebody else changed this.</div>') });
  press(cell, 'F2');
  await settled();
  page.submit();
  await settled();
  assert.equal(cell.querySelector('[role=alert]').textContent, 'Too long.');
  page.submit();
  await settled();
  assert.equal(cell.querySelector('[role=alert]').textContent, 'Somebody else changed this.');
  assert.equal(cell.querySelector('[name="f.city"]').value, 'Mine');
  press(cell.querySelector('[name="f.city"]'), 'Escape');
  assert.equal(cell.textContent.trim(), 'Theirs');
});

test('The name of a record stays a link when it is changed', async () => {
  const page = await mounted();
  const cell = page.cell('2', 'name');
  page.answers.push(form('Two'), form('Twice'));
  press(cell, 'Enter');
  await settled();
  page.submit();
  await settled();
  assert.equal(cell.querySelector('a').getAttribute('href'), '/crm/leads/2');
  assert.equal(cell.textContent.trim(), 'Twice');
});

test('Arrow keys go from cell to cell, one of which the tab key reaches', async () => {
  const page = await mounted();
  const reached = () => Array.from(page.document.querySelectorAll('td[tabindex="0"]'), c => `${c.parentElement.dataset.record}.${c.dataset.field}`);
  assert.deepEqual(reached(), ['1.name']);
  page.cell('1', 'name').focus();
  press(page.document.activeElement, 'ArrowRight');
  press(page.document.activeElement, 'ArrowDown');
  assert.equal(page.document.activeElement, page.cell('2', 'city'));
  press(page.document.activeElement, 'ArrowDown'); // what is locked is passed by
  assert.equal(page.document.activeElement, page.cell('2', 'city'));
  assert.deepEqual(reached(), ['2.city']);
});

test('A server that does not answer is said, and what may not be written stays closed', async () => {
  const page = await mounted();
  press(page.cell('1', 'city'), 'Enter');
  await settled();
  assert.equal(page.find('[role=status]').textContent, 'Nobody answers.');
  page.answers.push({ status: 403, html: '<div role="alert">You may not change this.</div>' });
  press(page.cell('1', 'city'), 'Enter');
  await settled();
  assert.equal(page.find('[role=status]').textContent, 'You may not change this.');
  page.cell('3', 'city');
  page.find('tr[data-record="3"] td[data-field]').dispatchEvent(new page.window.MouseEvent('dblclick', { bubbles: true }));
  assert.equal(page.sent.length, 2);
});

test('What others write is counted, and what the page shows already is not', async () => {
  const page = await mounted();
  const tell = detail => page.find('#root').dispatchEvent(new page.window.CustomEvent('crm:changes', { detail }));
  tell([{ type: 'lead', id: '1', operation: 'update', version: 1 }]);
  assert.equal(page.find('[data-news]').hidden, true);
  tell([{ type: 'lead', id: '1', operation: 'update', version: 2 }, { type: 'lead', id: '9', operation: 'create', version: 1 }]);
  tell([{ type: 'lead', id: '1', operation: 'update', version: 3 }]);
  assert.equal(page.find('[data-news]').hidden, false);
  assert.equal(page.find('[data-news] a').textContent, '2 new or changed');
});
