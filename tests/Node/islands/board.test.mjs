import assert from 'node:assert/strict';
import { test } from 'node:test';
import { island, open, press, settled } from './browser.mjs';

const card = (id, targets, version = 1) => `
  <article data-card="${id}" tabindex="0" aria-label="Deal ${id}"><a href="/crm/opportunities/${id}">Deal ${id}</a><details><summary>Move</summary>
    <form method="post" action="/crm/opportunities/${id}/_stage"><input type="hidden" name="version" value="${version}"><input type="hidden" name="back" value="board">
      <select name="stage">${targets.map(t => `<option value="${t}">${t}</option>`).join('')}</select></form></details></article>`;

const columns = stages => `<div data-columns>${Object.entries(stages).map(([key, cards]) => `<section data-stage="${key}" aria-label="${key.toUpperCase()}"><div data-cards>${cards}</div></section>`).join('')}</div>`;

const board = stages => `
  <div id="root" data-address="/crm/_boards/p" data-moved="{0}: moved to {1}." data-offline="Nobody answers."><p data-scripted hidden>Keys</p><p role="status"></p>${columns(stages)}<dialog></dialog></div>`;

const mounted = async stages => {
  const page = open(board(stages));
  (await island('board.js')).mount(page.find('#root'));
  return page;
};

const stageOf = (page, id) => page.find(`[data-card="${id}"]`).closest('[data-stage]').dataset.stage;

test('Shift and an arrow key move a card to the next stage that it may go to', async () => {
  const page = await mounted({ a: card(1, ['c']), b: '', c: '' });
  assert.equal(page.find('[data-scripted]').hidden, false);
  page.answers.push(board({ a: '', b: '', c: card(1, ['a'], 2) }));
  press(page.find('[data-card]'), 'ArrowRight', { shiftKey: true });
  await settled();
  assert.deepEqual(page.sent, [{ to: '/crm/opportunities/1/_stage', method: 'POST', fields: { version: '1', back: 'board', stage: 'c' } }]);
  assert.equal(stageOf(page, 1), 'c');
  assert.equal(page.find('[role=status]').textContent, 'Deal 1: moved to C.');
  assert.equal(page.document.activeElement.dataset.card, '1');
});

test('A card stays where no stage takes it, and when modifiers mean something else', async () => {
  const page = await mounted({ a: card(1, ['b']), b: '' });
  press(page.find('[data-card]'), 'ArrowLeft', { shiftKey: true });
  press(page.find('[data-card]'), 'ArrowRight', { shiftKey: true, ctrlKey: true });
  press(page.find('[data-card] a'), 'ArrowRight', { shiftKey: true });
  await settled();
  assert.deepEqual(page.sent, []);
});

test('Arrow keys choose among cards', async () => {
  const page = await mounted({ a: card(1, ['b']) + card(2, ['b']), b: '', c: card(3, []) });
  page.find('[data-card="1"]').focus();
  press(page.document.activeElement, 'ArrowDown');
  assert.equal(page.document.activeElement.dataset.card, '2');
  press(page.document.activeElement, 'ArrowRight');
  assert.equal(page.document.activeElement.dataset.card, '3');
  press(page.document.activeElement, 'ArrowLeft');
  assert.equal(page.document.activeElement.dataset.card, '1');
});

test('A refusal leaves the card where it was and is shown, with what the stage asks for', async () => {
  const page = await mounted({ a: card(1, ['b']), b: '' });
  page.answers.push({ status: 422, html: '<h1>Deal 1</h1><div role="alert">Not without a budget.</div><form method="post" action="/crm/opportunities/1/_stage"><input name="f.amount" aria-invalid="true"><input type="hidden" name="stage" value="b"><a href="/x">Cancel</a></form>' });
  press(page.find('[data-card]'), 'ArrowRight', { shiftKey: true });
  await settled();
  const dialog = page.find('dialog');
  assert.equal(dialog.open, true);
  assert.equal(dialog.querySelector('[role=alert]').textContent, 'Not without a budget.');
  assert.equal(stageOf(page, 1), 'a');

  dialog.querySelector('input').value = '12';
  page.answers.push({ status: 422, html: '<div role="alert">Still not.</div><form method="post" action="/crm/opportunities/1/_stage"><input name="f.amount" value="12"></form>' }, board({ a: '', b: card(1, ['a'], 2) }));
  const submit = () => dialog.querySelector('form').dispatchEvent(new page.window.Event('submit', { bubbles: true, cancelable: true }));
  submit();
  await settled();
  assert.equal(page.sent[1].fields['f.amount'], '12');
  assert.equal(dialog.querySelector('[role=alert]').textContent, 'Still not.');
  submit();
  await settled();
  assert.equal(dialog.open, false);
  assert.equal(stageOf(page, 1), 'b');
});

test('The dialog is left by its link, and nothing has changed', async () => {
  const page = await mounted({ a: card(1, ['b']), b: '' });
  page.answers.push({ status: 422, html: '<form method="post" action="/s"><a href="/crm/x">Cancel</a></form>' });
  press(page.find('[data-card]'), 'ArrowRight', { shiftKey: true });
  await settled();
  page.find('dialog a').click();
  assert.equal(page.find('dialog').open, false);
  assert.equal(page.sent.length, 1);
  assert.equal(stageOf(page, 1), 'a');
});

test('A server that does not answer is said, and the card is free again', async () => {
  const page = await mounted({ a: card(1, ['b']), b: '' });
  press(page.find('[data-card]'), 'ArrowRight', { shiftKey: true });
  await settled();
  assert.equal(page.find('[role=status]').textContent, 'Nobody answers.');
  assert.equal(stageOf(page, 1), 'a');
  assert.equal(page.find('[aria-busy]'), null);
});

test('What others change is shown in place, but not under the hands of somebody who moves a card', async () => {
  const page = await mounted({ a: card(1, ['b']), b: '' });
  page.answers.push(board({ a: card(1, ['b']), b: card(2, ['a']) }));
  page.find('#root').dispatchEvent(new page.window.CustomEvent('crm:changes'));
  await settled();
  assert.equal(page.sent[0].to, '/crm/_boards/p');
  assert.equal(stageOf(page, 2), 'b');
  page.find('details').setAttribute('open', '');
  page.find('#root').dispatchEvent(new page.window.CustomEvent('crm:changes'));
  await settled();
  assert.equal(page.sent.length, 1);
});

test('An answer that comes when one has left the board changes nothing and breaks nothing', async () => {
  const page = open(board({ a: card(1, ['b']), b: '' }));
  const root = page.find('#root');
  const leave = (await island('board.js')).mount(root);
  page.answers.push(board({ a: '', b: card(1, ['a'], 2) }), { status: 422, html: '<form method="post" action="/s"></form>' });
  root.dispatchEvent(new page.window.CustomEvent('crm:changes'));
  press(page.find('[data-card]'), 'ArrowRight', { shiftKey: true });
  root.remove();
  leave();
  await settled();
  assert.equal(page.sent.length, 2);
  assert.equal(root.querySelector('[data-stage=a] [data-card]') !== null, true);
  assert.equal(root.querySelector('dialog').open, false);
  leave(); // and once more is no harm
});

test('A server that does not answer when others changed something leaves the board as it is', async () => {
  const page = await mounted({ a: card(1, ['b']), b: '' });
  page.find('#root').dispatchEvent(new page.window.CustomEvent('crm:changes'));
  await settled();
  assert.equal(page.sent.length, 1);
  assert.equal(stageOf(page, 1), 'a');
});
