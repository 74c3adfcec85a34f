// Before the first paint: the theme that was chosen here, else the system's.
(() => {
  const root = document.documentElement;
  const chosen = localStorage.getItem('theme');
  if (chosen === 'light' || chosen === 'dark') root.dataset.theme = chosen;
  // times are shown on the reader's clock: from the cookie when a page is made, by the function on the very first one
  const zone = `${Intl.DateTimeFormat().resolvedOptions().timeZone} ${-new Date().getTimezoneOffset()}`;
  document.cookie = `x402-zone=${encodeURIComponent(zone)}; path=/; max-age=31536000; samesite=strict`;
  window.readerZone = () => zone;
  document.addEventListener('click', async event => {
    if (event.target.closest('[data-theme-toggle]')) {
      const dark = root.dataset.theme ? root.dataset.theme === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
      root.dataset.theme = dark ? 'light' : 'dark';
      localStorage.setItem('theme', root.dataset.theme);
    }
    const copy = event.target.closest('[data-copy]');
    if (!copy) return;
    try {
      await navigator.clipboard.writeText(copy.dataset.copy);
      copy.dataset.done = 'yes';
    } catch {
      copy.dataset.done = 'no';
    }
    setTimeout(() => delete copy.dataset.done, 1200);
  });
})();
