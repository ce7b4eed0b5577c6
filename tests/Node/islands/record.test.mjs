import assert from 'node:assert/strict';
import { test } from 'node:test';
import { island, open } from './browser.mjs';

const told = async (...changes) => {
  const page = open('<div id="root" data-record="1" data-version="3" hidden><a href="/crm/leads/1">Changed</a></div>');
  (await island('record.js')).mount(page.find('#root'));
  page.find('#root').dispatchEvent(new page.window.CustomEvent('crm:changes', { detail: changes }));
  return !page.find('#root').hidden;
};

test('A record that somebody else changed or deleted says so', async () => {
  assert.equal(await told({ type: 'lead', id: '1', operation: 'update', version: 4 }), true);
  assert.equal(await told({ type: 'lead', id: '1', operation: 'delete', version: 3 }), true);
});

test('What is shown already, and other records, are no news', async () => {
  assert.equal(await told({ type: 'lead', id: '1', operation: 'update', version: 3 }, { type: 'lead', id: '2', operation: 'update', version: 9 }), false);
});
