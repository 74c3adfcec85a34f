// What was bought, shown by its media type. Whatever it is, it runs no script here.

const longest = 300_000;

const element = (name, properties = {}, ...children) => {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
};

/** Shows a body and offers to keep it. */
async function showContent(place, tools, kind, response, body) {
  const type = (response.headers.get('Content-Type') ?? '').split(';')[0].trim().toLowerCase();
  const url = URL.createObjectURL(body.slice(0, body.size, type || 'application/octet-stream'));
  const text = /^text\/|[/+](json|xml|yaml|javascript|csv)$/.test(type) ? new TextDecoder(charsetOf(response)).decode(await body.arrayBuffer()) : null;
  kind.textContent = body.size === 0 ? 'The answer is empty.' : `${type || 'unknown type'} · ${sizeOf(body.size)}`;
  if (body.size === 0) return;

  if (text !== null) tools.append(copyButton(text));
  tools.append(element('a', { className: 'tool', href: url, download: fileName(response, type), textContent: 'Save' }));
  if (type === 'text/html') place.append(await framed(text));
  else if (/[/+]json$/.test(type)) place.append(json(text));
  else if (type.startsWith('image/')) place.append(element('img', { src: url, alt: 'What you bought' }));
  else if (text !== null) place.append(element('pre', { tabIndex: 0, textContent: shorten(text) }));
  else if (type.startsWith('audio/')) place.append(element('audio', { src: url, controls: true }));
  else if (type.startsWith('video/')) place.append(element('video', { src: url, controls: true }));
  else place.append(element('p', { textContent: 'This kind of file is not shown here. Save it to open it.' }));
}

/** JSON with line breaks and colours, every token as the server wrote it: numbers are not recalculated. */
function json(text) {
  const pre = element('pre', { tabIndex: 0 });
  let depth = 0;
  const line = () => `\n${'  '.repeat(depth)}`;
  const tokens = shorten(text).match(/"(?:\\.|[^"\\])*"|[{}[\],:]|[^\s{}[\],:"]+|"/g) ?? [];
  tokens.forEach((token, index) => {
    const isEmpty = /[{[]/.test(tokens[index - 1]) && /[}\]]/.test(token);
    if (token === '}' || token === ']') {
      depth = Math.max(0, depth - 1);
      pre.append(isEmpty ? token : line() + token);
    } else if (token === '{' || token === '[') {
      depth++;
      pre.append(/[}\]]/.test(tokens[index + 1]) ? token : token + line());
    } else if (token === ',') pre.append(token + line());
    else if (token === ':') pre.append(': ');
    else pre.append(element('span', { className: token[0] !== '"' ? 'n' : tokens[index + 1] === ':' ? 'k' : 's', textContent: token }));
  });
  return pre;
}

/**
 * A page, in a frame that runs nothing. The policy of this page holds in it too and forbids styles inside of HTML, so they are set aside
 * before the browser reads it and put in place as objects.
 */
async function framed(text) {
  const inline = [];
  const page = new DOMParser().parseFromString(text
    .replace(/<style\b[^>]*>([\s\S]*?)<\/style\s*>/gi, (_, css) => `<link rel="stylesheet" data-x402-sheet="${inline.push(css) - 1}">`)
    .replace(/<[a-z](?:"[^"]*"|'[^']*'|[^'">])*>/gi, tag => tag.replace(/"[^"]*"|'[^']*'|(?<=[\s/])(style|on[a-z]+)(?=\s*=)/gi, (all, name) => name ? `data-x402-${name}` : all)), 'text/html');
  page.querySelectorAll('script, iframe, frame, object, embed, base, meta[http-equiv]').forEach(node => node.remove());
  const sheets = [];
  for (const link of page.querySelectorAll('link')) {
    if (link.dataset.x402Sheet) sheets.push(inline[Number(link.dataset.x402Sheet)] ?? '');
    else if (link.relList.contains('stylesheet')) sheets.push(await styleAt(link.getAttribute('href')));
    link.remove();
  }
  page.head.append(element('base', { target: '_blank' }));
  const frame = element('iframe', { title: 'What you bought', srcdoc: `<!doctype html>${page.documentElement.outerHTML}` });
  frame.sandbox = 'allow-same-origin allow-popups allow-popups-to-escape-sandbox';
  frame.addEventListener('load', () => {
    const inside = frame.contentDocument;
    inside.adoptedStyleSheets = sheets.map(css => sheetOf(frame.contentWindow.CSSStyleSheet, css));
    inside.querySelectorAll('[data-x402-style]').forEach(node => { node.style.cssText = node.dataset.x402Style; });
    frame.style.height = `min(70vh, ${Math.max(120, inside.documentElement.scrollHeight + 4)}px)`;
  });
  return frame;
}

function sheetOf(Sheet, css) {
  const sheet = new Sheet();
  sheet.replaceSync(css);
  return sheet;
}

// only from this server; the policy sees to that
async function styleAt(href) {
  try {
    const response = await fetch(new URL(href, location.href));
    return response.ok ? await response.text() : '';
  } catch {
    return '';
  }
}

function copyButton(text) {
  const button = element('button', { type: 'button', className: 'tool', textContent: 'Copy' });
  button.addEventListener('click', async () => {
    try {
      await navigator.clipboard.writeText(text);
      button.textContent = 'Copied';
    } catch {
      button.textContent = 'Not allowed';
    }
  });
  return button;
}

function charsetOf(response) {
  const named = /charset="?([^";]+)/i.exec(response.headers.get('Content-Type') ?? '')?.[1] ?? 'utf-8';
  try {
    return new TextDecoder(named).encoding;
  } catch {
    return 'utf-8';
  }
}

function fileName(response, type) {
  const stated = /filename="?([^";]+)/i.exec(response.headers.get('Content-Disposition') ?? '')?.[1];
  const last = stated ?? (location.pathname.split('/').filter(Boolean).pop() || 'answer');
  return /\.\w+$/.test(last) || !/^[\w.+-]+\/[\w.+-]+$/.test(type) ? last : `${last}.${type.split(/[/+]/).pop().replace('plain', 'txt')}`;
}

const shorten = text => text.length > longest ? `${text.slice(0, longest)}\n… ${text.length - longest} more characters: save the answer to see all of it` : text;
const sizeOf = bytes => bytes < 1000 ? `${bytes} bytes` : bytes < 1e6 ? `${(bytes / 1000).toFixed(1)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;

