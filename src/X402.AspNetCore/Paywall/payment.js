// The payment: what is signed, how it is kept, and what the server's answer says about it.

const authorizationType = [
  { name: 'from', type: 'address' }, { name: 'to', type: 'address' }, { name: 'value', type: 'uint256' },
  { name: 'validAfter', type: 'uint256' }, { name: 'validBefore', type: 'uint256' }, { name: 'nonce', type: 'bytes32' },
];
const domainType = [
  { name: 'name', type: 'string' }, { name: 'version', type: 'string' }, { name: 'chainId', type: 'uint256' }, { name: 'verifyingContract', type: 'address' },
];

const hex = bytes => Array.from(bytes, byte => byte.toString(16).padStart(2, '0')).join('');
const random = length => hex(crypto.getRandomValues(new Uint8Array(length)));

function decode(header) {
  if (!header) return null;
  try {
    return JSON.parse(new TextDecoder().decode(Uint8Array.from(atob(header), char => char.charCodeAt(0))));
  } catch {
    return null;
  }
}

const encode = value => btoa(Array.from(new TextEncoder().encode(JSON.stringify(value)), byte => String.fromCharCode(byte)).join(''));

/** Whether this page can sign for an offer; others are for x402 clients. */
const isPayable = (accepted, terms) =>
  accepted.scheme === 'exact' && terms.chainId !== undefined
  && typeof accepted.extra?.name === 'string' && typeof accepted.extra?.version === 'string'
  && (accepted.extra.assetTransferMethod ?? 'eip3009') === 'eip3009';

/** Has exactly what the exact scheme wants signed, once. */
async function signPayment(wallet, account, offer, accepted, chainId, now) {
  const authorization = {
    from: account, to: accepted.payTo, value: accepted.amount,
    validAfter: '0', validBefore: String(Math.floor(now / 1000) + accepted.maxTimeoutSeconds), nonce: `0x${random(32)}`,
  };
  const typedData = {
    types: { EIP712Domain: domainType, TransferWithAuthorization: authorizationType },
    primaryType: 'TransferWithAuthorization',
    domain: { name: accepted.extra.name, version: accepted.extra.version, chainId, verifyingContract: accepted.asset },
    message: authorization,
  };
  const signature = await ask(wallet, 'eth_signTypedData_v4', [account, JSON.stringify(typedData)]);
  if (!/^0x([0-9a-fA-F]{2})+$/.test(signature)) throw new Problem('rejected', 'Your wallet gave no signature. Nothing was paid.');
  const payment = { x402Version: 2, resource: offer.resource, accepted, payload: { signature, authorization } };
  if (offer.extensions) payment.extensions = echo(offer.extensions);
  return { header: encode(payment), payer: account, validBefore: Number(authorization.validBefore) * 1000 };
}

/** The server's extensions as they came; where it takes an identifier of the purchase, with one. */
function echo(extensions) {
  const identifier = extensions['payment-identifier'];
  if (typeof identifier?.info !== 'object') return extensions;
  return { ...extensions, 'payment-identifier': { ...identifier, info: { ...identifier.info, id: `pay_${random(16)}` } } };
}

/** A signed payment outlives a reload of the page: a second one is never signed while the first may still be settled. */
const purchase = {
  key: `x402:${location.pathname}${location.search}`,
  load() {
    try {
      return JSON.parse(sessionStorage.getItem(this.key));
    } catch {
      return null;
    }
  },
  save(value) {
    try {
      sessionStorage.setItem(this.key, JSON.stringify(value));
    } catch {
      // a browser that keeps nothing: the payment lives as long as the page
    }
  },
  forget() {
    try {
      sessionStorage.removeItem(this.key);
    } catch {
      // nothing was kept
    }
  },
};

const open = new Set(['settlement_pending', 'payment_in_progress', 'unexpected_settle_error']);
const used = new Set(['invalid_exact_evm_nonce_already_used', 'payment_already_used', 'duplicate_settlement']);

/** Asks for the page's own URL with the payment, and says what became of it: delivered, pending, refused, used or failed. */
async function send(payment) {
  let response, body;
  try {
    response = await fetch(location.pathname + location.search, {
      headers: { 'PAYMENT-SIGNATURE': payment.header, Accept: 'text/html,application/json;q=0.9,image/*;q=0.9,*/*;q=0.8' },
      cache: 'no-store',
    });
    body = await response.blob();
  } catch {
    // the payment is out and no answer came, or only its beginning: the same payment gets it
    return { kind: 'pending', message: 'The connection was lost.', receipt: decode(response?.headers.get('PAYMENT-RESPONSE')) };
  }
  const receipt = decode(response.headers.get('PAYMENT-RESPONSE'));
  const status = response.status;
  if (status < 400) return { kind: 'delivered', response, body, receipt };

  const offer = decode(response.headers.get('PAYMENT-REQUIRED'));
  const said = offer ?? await asJson(body) ?? {};
  const code = String(receipt?.errorReason ?? said.error ?? `http_${status}`).slice(0, 120);
  const answer = { code, message: typeof said.message === 'string' ? said.message : typeof said.title === 'string' ? said.title : '', receipt, response, body };
  if (receipt?.success) return { kind: 'undelivered', ...answer };
  if (used.has(code)) return { kind: 'used', ...answer };
  const isRefusal = [400, 402, 409, 412].includes(status);
  if (open.has(code) || code === 'http_409' || status === 429 || status >= 502) {
    return { kind: 'pending', ...answer, wait: Number(response.headers.get('Retry-After')) || 0 };
  }
  return { kind: isRefusal ? 'refused' : 'failed', ...answer };
}

async function asJson(body) {
  try {
    return JSON.parse(await body.text());
  } catch {
    return null;
  }
}

