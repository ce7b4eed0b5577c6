import assert from 'node:assert/strict';
import { test } from 'node:test';
import { island, open, press } from './browser.mjs';

const item = (group, key) => `<li data-item="${key}" tabindex="0" aria-label="${key.toUpperCase()}"><input type="hidden" name="place" value="${key}"><button type="submit" name="act" value="up ${group}/${key}">↑</button><button type="submit" name="act" value="down ${group}/${key}">↓</button></li>`;

const zone = (group, key, ...items) => `<section><input type="hidden" name="place" value="=${group}/${key}"><ol data-zone="${group}/${key}" data-group="${group}" data-label="${key}">${items.map(i => item(group, i)).join('')}</ol></section>`;

const mounted = async () => {
  const page = open(`<form id="root" action="/crm/_admin/layout" data-moved="{0}: {1}, {2} of {3}"><p data-scripted hidden>Keys</p><p role="status"></p>${zone('fields', 'first', 'city', 'phone')}${zone('fields', 'second', 'email')}${zone('parts', 'main', 'tasks')}
    <button type="submit" name="act" value="up-zone fields/second">↑</button></form>`);
  page.leave = (await island('arrange.js')).mount(page.find('#root'));
  page.order = () => Array.from(page.document.querySelectorAll('[name=place]'), input => input.value).join(' ');
  return page;
};

test('Shift or Alt and an arrow key move an item within its place, and from its end into the next', async () => {
  const page = await mounted();
  assert.equal(page.find('[data-scripted]').hidden, false);
  press(page.find('[data-item=city]'), 'ArrowDown', { altKey: true });
  assert.equal(page.order(), '=fields/first phone city =fields/second email =parts/main tasks');
  assert.equal(page.find('[role=status]').textContent, 'CITY: first, 2 of 2');
  press(page.find('[data-item=city]'), 'ArrowDown', { shiftKey: true });
  assert.equal(page.order(), '=fields/first phone =fields/second city email =parts/main tasks');
  press(page.find('[data-item=email]'), 'ArrowDown', { altKey: true }); // other groups are another matter
  assert.equal(page.order(), '=fields/first phone =fields/second city email =parts/main tasks');
  press(page.find('[data-item=city]'), 'ArrowUp', { altKey: true });
  assert.equal(page.order(), '=fields/first phone city =fields/second email =parts/main tasks');
  assert.equal(page.document.activeElement.dataset.item, 'city');
  assert.deepEqual(page.sent, []);
});

test('Arrow keys alone choose among items, and other keys mean what they mean', async () => {
  const page = await mounted();
  page.find('[data-item=phone]').focus();
  press(page.document.activeElement, 'ArrowDown');
  assert.equal(page.document.activeElement.dataset.item, 'email');
  press(page.document.activeElement, 'ArrowUp');
  assert.equal(page.document.activeElement.dataset.item, 'phone');
  press(page.find('[data-item=phone] button'), 'ArrowUp', { altKey: true });
  press(page.find('[data-item=phone]'), 'Enter');
  press(page.find('[data-item=city]'), 'ArrowUp', { altKey: true }); // it is the first of all
  assert.equal(page.order(), '=fields/first city phone =fields/second email =parts/main tasks');
});

test('The buttons of an item work at once; those of a section ask the server', async () => {
  const page = await mounted();
  const click = value => {
    const event = new page.window.MouseEvent('click', { bubbles: true, cancelable: true });
    page.find(`[value="${value}"]`).dispatchEvent(event);
    return event.defaultPrevented;
  };
  assert.equal(click('up fields/email'), true);
  assert.equal(page.order(), '=fields/first city phone email =fields/second =parts/main tasks');
  assert.equal(page.document.activeElement.value, 'up fields/email');
  page.find('#root').addEventListener('submit', event => event.preventDefault());
  assert.equal(click('up-zone fields/second'), false);
  page.leave();
  page.leave(); // once more is no harm
});
