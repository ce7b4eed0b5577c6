// Keeps one page that says that nobody can be reached, with its style sheets, and shows it in place of a page that cannot be had. Nothing else is ever kept: no page, no answer, no record.
const asked = new URL(self.location).searchParams;
const page = asked.get('page');
const files = [page, ...asked.getAll('style')];
const store = 'crmkit-offline' + self.location.search;

self.addEventListener('install', event => event.waitUntil(caches.open(store).then(cache => cache.addAll(files)).then(() => self.skipWaiting())));

self.addEventListener('activate', event => event.waitUntil(
  caches.keys().then(names => Promise.all(names.filter(name => name.startsWith('crmkit-offline') && name !== store).map(name => caches.delete(name)))).then(() => self.clients.claim())));

self.addEventListener('fetch', event => {
  const { request } = event;
  if (request.method !== 'GET') return;
  if (request.mode === 'navigate') event.respondWith(fetch(request).catch(() => caches.match(page)));
  else if (files.includes(new URL(request.url).pathname)) event.respondWith(caches.match(request).then(kept => kept ?? fetch(request)));
});
