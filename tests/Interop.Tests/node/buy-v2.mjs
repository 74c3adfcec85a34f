// Buys one thing with the reference client of version 2. Settings come from the environment, the outcome goes out as one line of JSON.
import { decodePaymentResponseHeader, wrapFetchWithPaymentFromConfig } from '@x402/fetch';
import { ExactEvmScheme } from '@x402/evm';
import { privateKeyToAccount } from 'viem/accounts';
import { buy } from './buy.mjs';

const account = privateKeyToAccount(process.env.PRIVATE_KEY);

await buy('PAYMENT-SIGNATURE', 'PAYMENT-RESPONSE', decodePaymentResponseHeader, fetch =>
  wrapFetchWithPaymentFromConfig(fetch, { schemes: [{ network: 'eip155:*', client: new ExactEvmScheme(account) }] }));
