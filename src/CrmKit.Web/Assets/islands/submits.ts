/** Selects that change what the rest of their form asks for send it at once, as its button for that does; the button is of use without scripts alone. */
export function watchSubmits(root: Document): void {
  const look = () => {
    for (const button of root.querySelectorAll<HTMLElement>('[data-unscripted]')) button.hidden = true;
  };
  root.addEventListener('htmx:load', look);
  root.addEventListener('change', event => {
    if (!(event.target instanceof HTMLSelectElement) || !event.target.hasAttribute('data-submits')) return;
    event.target.form?.querySelector<HTMLButtonElement>('[data-unscripted]')?.click(); // htmx sends the button that was clicked, not the one of requestSubmit
  });
  look();
}
