// What both clients have in common: the request, and a look at what was sent and answered.

/**
 * @param {string} paymentHeader   the header that carries the payment
 * @param {string} receiptHeader   the header that carries the receipt
 * @param {(header: string) => object} decodeReceipt  the reference package's own decoder
 * @param {(fetch: typeof globalThis.fetch) => typeof globalThis.fetch} wrap  makes fetch pay
 */
export async function buy(paymentHeader, receiptHeader, decodeReceipt, wrap) {
  let sent = null;
  const watched = (input, init) => {
    const headers = new Headers(init?.headers ?? (input instanceof Request ? input.headers : undefined));
    sent = headers.get(paymentHeader) ?? sent;
    return fetch(input, init);
  };

  const { URL: url, METHOD: method = 'GET', BODY: body } = process.env;
  let outcome;
  try {
    const headers = body ? { 'content-type': 'application/json' } : {};
    const answer = await wrap(watched)(url, { method, body, headers });
    const receipt = answer.headers.get(receiptHeader);
    outcome = { status: answer.status, body: await answer.text(), receipt: receipt && decodeReceipt(receipt), refusal: refusalOf(answer) };
  } catch (error) {
    outcome = { error: String(error?.message ?? error) };
  }
  console.log(JSON.stringify({ ...outcome, payment: sent }));
}

function refusalOf(answer) {
  const offer = answer.status === 402 ? answer.headers.get('PAYMENT-REQUIRED') : null;
  return offer && JSON.parse(Buffer.from(offer, 'base64').toString('utf8')).error;
}
