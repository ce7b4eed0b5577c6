// Entry: says on a record's page that somebody else changed it meanwhile.
import type { Change } from './live';

export const mount = (root: HTMLElement): void => {
  root.addEventListener('crm:changes', event => {
    const changes = (event as CustomEvent<readonly Change[]>).detail;
    if (changes.some(change => change.id === root.dataset['record'] && (change.operation === 'delete' || change.version > Number(root.dataset['version'])))) root.hidden = false;
  });
};
