// The page: buttons, states, and the way from one to the next.

const data = JSON.parse(document.getElementById('x402').textContent);
const offer = decode(data.offer);
const at = id => document.getElementById(id);
// this computer's clock may be wrong; the server's is the one that counts
const skew = data.now - Date.now();
const now = () => Date.now() + skew;
const retries = [2, 3, 5, 8, 13];
// after its end nothing can move any more, but the server may still be finding out
const patience = 120_000;

let payment = purchase.load();
let isBusy = false;

function chosen() {
  const index = Number(document.querySelector('input[name=option]:checked')?.value ?? 0);
  return { accepted: offer?.accepts?.[index], terms: data.options[index] };
}

/** One sentence about where we are, read out by screen readers. */
function say(tone, lead, text = '', code = '') {
  const status = at('status');
  status.className = tone;
  status.replaceChildren(...(lead ? [element('b', { textContent: lead }), ' '] : []), text, ...(code ? [element('code', { textContent: code })] : []));
}

function button(text, run, { second = false, icon = null } = {}) {
  const made = element('button', { type: 'button', className: second ? 'pay second' : 'pay', disabled: isBusy });
  if (icon) made.append(element('img', { src: icon, alt: '' }));
  made.append(text);
  made.addEventListener('click', run);
  return made;
}

/** The ways to go on from here. */
function drawButtons() {
  document.querySelectorAll('input[name=option]').forEach(input => { input.disabled = isBusy || payment !== null; });
  if (document.querySelector('main.delivered')) return;
  const { accepted, terms } = chosen();
  const buttons = [];
  at('promise').textContent = accepted?.extra?.paymentFlow === 'upfront' ? 'This server takes the payment first and answers then.' : 'You pay only if you get the answer.';
  if (payment) {
    buttons.push(button('Try again with the same payment', () => deliver()));
  } else if (data.method !== 'GET') {
    say('note', 'Only for programs.', 'This answers a form or a program, whose request a browser page cannot repeat. Use an x402 client.');
  } else if (!accepted || !isPayable(accepted, terms) || offer.extensions?.['request-binding']?.info?.required === true) {
    say('note', 'Not from a browser wallet.', 'This way of paying needs an x402 client.');
  } else {
    const wallets = listWallets();
    wallets.forEach((wallet, index) => buttons.push(button(wallets.length > 1 ? `Pay ${terms.text} with ${wallet.name}` : `Pay ${terms.text} with ${wallet.icon ? wallet.name : 'your wallet'}`, () => pay(wallet), { second: index > 0, icon: wallet.icon })));
    if (data.developmentWallet) buttons.push(button('Pay with the development wallet', () => pay(developmentWallet(data.developmentWallet)), { second: wallets.length > 0 }));
    if (buttons.length === 0) {
      at('status').className = 'note';
      at('status').replaceChildren(element('b', { textContent: 'No wallet in this browser.' }), ' To pay here, ',
        element('a', { href: 'https://ethereum.org/wallets/find-wallet/', rel: 'noreferrer', target: '_blank', textContent: 'get a browser wallet' }), ` with ${terms.symbol || 'the token'} on ${terms.network}, then reload this page.`);
    }
  }
  at('buttons').replaceChildren(...buttons);
}

async function exclusively(work) {
  if (isBusy) return;
  isBusy = true;
  drawButtons();
  try {
    await work();
  } catch (error) {
    if (error instanceof Problem) say(error.kind === 'rejected' ? 'note' : 'bad', { rejected: 'Not paid.', network: 'Wrong network.', balance: 'Not enough money.', busy: 'Look at your wallet.' }[error.kind], error.message);
    else say('bad', 'The wallet failed.', 'Nothing was signed and nothing was paid.', String(error?.message ?? error).slice(0, 200));
  } finally {
    isBusy = false;
    drawButtons();
  }
}

const pay = wallet => exclusively(async () => {
  const { accepted, terms } = chosen();
  say('busy', '', 'Your wallet asks whether this page may see your account.');
  const account = await connect(wallet);
  say('busy', '', `Looking for ${terms.network} in your wallet.`);
  await ensureNetwork(wallet, terms);
  const balance = await balanceOf(wallet, accepted.asset, account);
  if (balance !== null && balance < BigInt(accepted.amount)) {
    throw new Problem('balance', `${short(account)} has ${amountOf(balance, terms)} on ${terms.network}; this costs ${terms.text}. Choose another account in your wallet, or add money.`);
  }
  say('busy', '', `Sign in your wallet to pay ${terms.text}.${balance === null ? '' : ` You have ${amountOf(balance, terms)}.`}`);
  payment = { ...await signPayment(wallet, account, offer, accepted, terms.chainId, now()), terms, payTo: accepted.payTo };
  purchase.save(payment);
  await settle();
});

const deliver = () => exclusively(settle);

/** Sends the one payment until its outcome is known. */
async function settle() {
  for (let attempt = 0; ; attempt++) {
    say('busy', '', attempt === 0 ? 'Paying, and waiting for the answer.' : at('status').textContent);
    const outcome = await send(payment);
    if (outcome.receipt?.success && !payment.isPaid) purchase.save(payment = { ...payment, isPaid: true });
    if (outcome.kind === 'delivered') return show(outcome);
    if (outcome.kind !== 'pending') return explain(outcome);
    if (!isAlive(payment)) {
      return say('wait', 'Outcome unknown.', 'The server has not said whether the payment settled. Your signature has expired, so no money can move any more; look at your wallet to see whether it has.', outcome.code);
    }
    const wait = Math.max(outcome.wait ?? 0, retries[Math.min(attempt, retries.length - 1)]);
    say('busy', '', `${outcome.message || 'The server is still settling your payment.'} Asking again with the same payment; you are not charged twice.`);
    await new Promise(resolve => setTimeout(resolve, wait * 1000));
  }
}

/** An answer that is not what was bought. */
function explain(outcome) {
  const { kind, message, code } = outcome;
  if (kind === 'refused') {
    // money may be added and the same payment sent again; anything else needs a new one, and this one was released
    const isCurable = /insufficient/.test(code) && now() < payment.validBefore - 15_000;
    if (!isCurable) forget();
    return say('bad', 'The server did not take the payment.', `${message} Nothing was charged.`, code);
  }
  if (kind === 'used') {
    forget();
    return say('wait', 'This payment was used before.', `${message} Paying again is a new purchase.`, code);
  }
  if (kind === 'undelivered') return outcome.response.status === 410 ? gone(outcome) : say('wait', 'Paid, but not delivered.', `The server failed after the money had moved. Ask again with the same payment; you are not charged twice. ${message}`, receiptText(outcome));
  if (now() > payment.validBefore && !payment.isPaid) forget();
  say('bad', 'The server failed.', `It charges nothing for an answer that failed. ${message}`, code);
}

function gone(outcome) {
  forget();
  say('wait', 'Paid and delivered before.', 'The server no longer has the answer.', receiptText(outcome));
}

/** What was paid for before the work stays owed for as long as the server keeps it; anything else is over soon after its signature. */
const isAlive = payment => payment.isPaid === true || now() < payment.validBefore + patience;

const receiptText = ({ receipt, code }) => receipt?.transaction ? `transaction ${receipt.transaction}` : code;

function forget() {
  payment = null;
  purchase.forget();
}

/** What was bought, with its receipt. It stays for a reload as long as the payment is good: the server delivers again, and charges once. */
async function show({ response, body, receipt }) {
  document.querySelector('main').className = 'delivered';
  at('offer').hidden = true;
  at('result').hidden = false;
  document.title = `Paid · ${document.title}`;
  at('tag').textContent = 'Paid';
  at('paid').textContent = `Paid ${payment.terms.text}`;
  at('paid-by').textContent = `by ${short(payment.payer)} to ${short(payment.payTo)} on ${payment.terms.network}`;
  at('receipt').replaceChildren(...receiptRows(receipt));
  at('content').replaceChildren();
  at('tools').replaceChildren(again());
  await showContent(at('content'), at('tools'), at('kind'), response, body);
  at('paid').focus();
}

function receiptRows(receipt) {
  if (!receipt?.transaction) return [row('Receipt', 'The server gave none.')];
  const url = payment.terms.transactionUrl && payment.terms.transactionUrl + encodeURIComponent(receipt.transaction);
  const hash = element('code', { textContent: receipt.transaction });
  return [row('Transaction', url ? element('a', { href: url, rel: 'noreferrer', target: '_blank' }, hash) : hash)];
}

const row = (name, value) => element('div', {}, element('dt', { textContent: name }), element('dd', {}, value));

function again() {
  const made = element('button', { type: 'button', className: 'tool', textContent: 'Buy again' });
  made.addEventListener('click', () => {
    forget();
    location.reload();
  });
  return made;
}

const short = address => `${address.slice(0, 6)}…${address.slice(-4)}`;

function amountOf(units, { symbol, decimals }) {
  const digits = units.toString().padStart(decimals + 1, '0');
  const fraction = decimals > 0 ? digits.slice(-decimals).replace(/0+$/, '') : '';
  return `${digits.slice(0, digits.length - decimals)}${fraction && `.${fraction}`} ${symbol || 'atomic units'}`;
}

document.querySelectorAll('input[name=option]').forEach(input => input.addEventListener('change', () => {
  if (isBusy) return;
  at('price').textContent = chosen().terms.price;
  say('', '');
  drawButtons();
}));
at('action').hidden = false;
at('no-script').hidden = true;
watchWallets(() => {
  if (at('status').className === 'note') say('', '');
  drawButtons();
});
drawButtons();
// a payment from before a reload: its answer is fetched, nothing new is signed
if (payment && isAlive(payment)) deliver();
else if (payment) {
  forget();
  drawButtons();
}
