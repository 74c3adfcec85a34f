// What both shops have in common: what they sell.

export function open(app, gate) {
  app.use(gate);
  app.get('/joke', (_, answer) => answer.json({ joke: 'A client, a server and a facilitator walk into a bar. The server says: 402.' }));
  app.get('/dear', (_, answer) => answer.json({ joke: 'That was it.' }));
  app.get('/broken', (_, answer) => answer.status(500).json({ error: 'out of jokes' }));
  const listener = app.listen(0, '127.0.0.1', () => console.log(`listening ${listener.address().port}`));
}
