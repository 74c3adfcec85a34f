// Before the first paint: the theme that was chosen here, else the system's.
(() => {
  const root = document.documentElement;
  const chosen = localStorage.getItem('theme');
  if (chosen === 'light' || chosen === 'dark') root.dataset.theme = chosen;
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
