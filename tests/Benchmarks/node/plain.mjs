// The floor of the reference stack: Express answering the same bytes as the 402 of the reference middleware. Says "listening <port>".
import express from 'express';

const { HEADER: header, BODY: body } = process.env;
const app = express();
app.get('/plain', (_, answer) => answer.status(402).set('PAYMENT-REQUIRED', header).type('application/json').send(body));
const listener = app.listen(0, '127.0.0.1', () => console.log(`listening ${listener.address().port}`));
