// A shop on the reference middleware of version 2. Says "listening <port>" when it sells.
import express from 'express';
import { paymentMiddleware, x402ResourceServer } from '@x402/express';
import { HTTPFacilitatorClient } from '@x402/core/server';
import { ExactEvmScheme } from '@x402/evm/exact/server';
import { open } from './sell.mjs';

const { NETWORK: network, PAY_TO: payTo, FACILITATOR: url } = process.env;
const server = new x402ResourceServer(new HTTPFacilitatorClient({ url })).register(network, new ExactEvmScheme());
const sold = price => ({ accepts: { scheme: 'exact', price, network, payTo }, description: 'interop' });

open(express(), paymentMiddleware({ 'GET /joke': sold('$0.01'), 'GET /dear': sold('$2'), 'GET /broken': sold('$0.01') }, server));
