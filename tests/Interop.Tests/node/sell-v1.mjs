// A shop on the reference middleware of version 1. Says "listening <port>" when it sells.
import express from 'express';
import { paymentMiddleware } from 'x402-express';
import { open } from './sell.mjs';

const { PAY_TO: payTo, FACILITATOR: url } = process.env;
const sold = price => ({ price, network: 'base-sepolia', config: { description: 'interop' } });

open(express(), paymentMiddleware(payTo, { 'GET /joke': sold('$0.01'), 'GET /dear': sold('$2'), 'GET /broken': sold('$0.01') }, { url }));
