/** Lets the browser say clearly that nobody can be reached: for pages that it loads, and for links that htmx follows. */
export function watchOffline(root: Document): void {
  const { worker, scope } = root.body.dataset;
  if (!worker || !scope || !('serviceWorker' in navigator)) return;
  navigator.serviceWorker.register(worker, { scope }).catch(() => undefined); // without it the browser says it in its own words
  root.addEventListener('htmx:sendError', event => {
    const { boosted, requestConfig } = (event as CustomEvent<{ boosted?: boolean; requestConfig?: { verb: string; path: string } }>).detail ?? {};
    if (boosted && requestConfig?.verb === 'get' && navigator.serviceWorker.controller) location.assign(requestConfig.path);
  });
}
