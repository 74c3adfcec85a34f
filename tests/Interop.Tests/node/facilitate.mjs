// A facilitator on the reference packages, for both versions. Says "listening <port>" when it settles.
import express from 'express';
import { x402Facilitator } from '@x402/core/facilitator';
import { toFacilitatorEvmSigner } from '@x402/evm';
import { ExactEvmScheme } from '@x402/evm/exact/facilitator';
import { ExactEvmSchemeV1 } from '@x402/evm/exact/v1/facilitator';
import { createWalletClient, http, publicActions } from 'viem';
import { privateKeyToAccount } from 'viem/accounts';
import { baseSepolia } from 'viem/chains';

const { NETWORK: network, CHAIN: chain, RELAYER_KEY: key } = process.env;
const relayer = privateKeyToAccount(key);
const wallet = createWalletClient({ account: relayer, chain: baseSepolia, transport: http(chain), pollingInterval: 100 }).extend(publicActions);
const signer = toFacilitatorEvmSigner({ ...wallet, address: relayer.address });

const facilitator = new x402Facilitator()
  .register(network, new ExactEvmScheme(signer))
  .registerV1('base-sepolia', new ExactEvmSchemeV1(signer));

const app = express().use(express.json());
app.get('/supported', (_, answer) => answer.json(facilitator.getSupported()));
for (const operation of ['verify', 'settle']) {
  app.post(`/${operation}`, async (request, answer) => {
    try {
      answer.json(await facilitator[operation](request.body.paymentPayload, request.body.paymentRequirements));
    } catch (error) {
      answer.status(500).json({ error: String(error?.message ?? error) });
    }
  });
}
const listener = app.listen(0, '127.0.0.1', () => console.log(`listening ${listener.address().port}`));
