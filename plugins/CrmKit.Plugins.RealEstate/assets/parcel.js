/** A parcel number while it is typed: without blanks, in one form. */
export function mount(element) {
  const input = element.querySelector('input:not([type=hidden])');
  const tidy = () => { input.value = input.value.replace(/\s+/g, '').toUpperCase(); };
  input?.addEventListener('change', tidy);
  return () => input?.removeEventListener('change', tidy);
}
