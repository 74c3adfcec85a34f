// Wallets: those that announce themselves (EIP-6963), one that only injects itself (EIP-1193), and on a developer's machine the server's own.

const announced = new Map();

/** Calls back with every change of the list of wallets. */
function watchWallets(changed) {
  addEventListener('eip6963:announceProvider', event => {
    const { info, provider } = event.detail ?? {};
    if (typeof info?.uuid !== 'string' || typeof provider?.request !== 'function') return;
    announced.set(info.uuid, {
      name: String(info.name || 'Wallet').slice(0, 40),
      icon: /^data:image\//.test(info.icon) ? info.icon : null,
      request: call => provider.request(call),
    });
    changed();
  });
  addEventListener('ethereum#initialized', changed, { once: true });
  dispatchEvent(new Event('eip6963:requestProvider'));
}

function listWallets() {
  if (announced.size > 0) return [...announced.values()];
  const injected = window.ethereum;
  return typeof injected?.request === 'function' ? [{ name: 'wallet', icon: null, request: call => injected.request(call) }] : [];
}

/** A published account of the local chain; the server passes the calls on. */
function developmentWallet(url) {
  return {
    name: 'development wallet',
    icon: null,
    async request({ method, params = [] }) {
      const response = await fetch(url, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ method, params }) });
      if (!response.ok) throw { code: 4900, message: 'The development wallet is for this machine only.' };
      const answer = await response.json();
      if (answer.error) throw answer.error;
      return answer.result;
    },
  };
}

/** What a person can do something about. */
class Problem extends Error {
  constructor(kind, message) {
    super(message);
    this.kind = kind;
  }
}

const codeOf = error => error?.data?.originalError?.code ?? error?.code;

/** Asks the wallet; what it says no to becomes a problem with a sentence. */
async function ask(wallet, method, params) {
  try {
    return await wallet.request(params === undefined ? { method } : { method, params });
  } catch (error) {
    if (codeOf(error) === 4001) throw new Problem('rejected', 'You said no in your wallet. Nothing was signed and nothing was paid.');
    if (codeOf(error) === -32002) throw new Problem('busy', 'Your wallet already shows a question. Open it and answer there, then try again.');
    throw error;
  }
}

async function connect(wallet) {
  const [account] = await ask(wallet, 'eth_requestAccounts') ?? [];
  if (!/^0x[0-9a-fA-F]{40}$/.test(account)) throw new Problem('rejected', 'Your wallet showed no account. Unlock it and try again.');
  return account;
}

/** Brings the wallet to the network of the offer. */
async function ensureNetwork(wallet, terms) {
  const wanted = BigInt(terms.chainId);
  const isThere = async () => BigInt(await ask(wallet, 'eth_chainId')) === wanted;
  if (await isThere()) return;
  const chainId = `0x${wanted.toString(16)}`;
  const wrong = () => new Problem('network', `Your wallet is on another network. Switch it to ${terms.network} and try again.`);
  try {
    await ask(wallet, 'wallet_switchEthereumChain', [{ chainId }]);
  } catch (error) {
    if (error instanceof Problem) throw error;
    if (codeOf(error) !== 4902 || !terms.rpcUrl) throw wrong();
    await ask(wallet, 'wallet_addEthereumChain', [{
      chainId,
      chainName: terms.network,
      nativeCurrency: { name: terms.currency, symbol: terms.currency, decimals: 18 },
      rpcUrls: [terms.rpcUrl],
      ...(terms.transactionUrl ? { blockExplorerUrls: [new URL(terms.transactionUrl).origin] } : {}),
    }]);
  }
  if (!await isThere()) throw wrong();
}

/** What the account has of the token, in atomic units; null where the wallet does not tell. */
async function balanceOf(wallet, asset, account) {
  try {
    const data = `0x70a08231${account.slice(2).toLowerCase().padStart(64, '0')}`;
    const result = await ask(wallet, 'eth_call', [{ to: asset, data }, 'latest']);
    return /^0x[0-9a-fA-F]{1,64}$/.test(result) ? BigInt(result) : null;
  } catch {
    return null;
  }
}

