// Buys one thing with the reference client of version 1. Settings come from the environment, the outcome goes out as one line of JSON.
import { decodeXPaymentResponse, wrapFetchWithPayment } from 'x402-fetch';
import { createWalletClient, http } from 'viem';
import { privateKeyToAccount } from 'viem/accounts';
import { baseSepolia } from 'viem/chains';
import { buy } from './buy.mjs';

// it signs and asks the chain nothing, so the transport is never used
const wallet = createWalletClient({ account: privateKeyToAccount(process.env.PRIVATE_KEY), chain: baseSepolia, transport: http('http://127.0.0.1:9') });

await buy('X-PAYMENT', 'X-PAYMENT-RESPONSE', decodeXPaymentResponse, fetch => wrapFetchWithPayment(fetch, wallet));
