// A certified OpenID provider on loopback for the tests: any login name is a person, nothing is kept.
import { createServer } from 'node:http';
import Provider from 'oidc-provider';

const [redirect, farewell] = process.argv.slice(2);
const server = createServer();
server.listen(0, '127.0.0.1', () => {
  const issuer = `http://127.0.0.1:${server.address().port}`;
  const provider = new Provider(issuer, {
    clients: [{
      client_id: 'jiedu',
      client_secret: 'a secret of the tests that is long enough',
      redirect_uris: [redirect],
      post_logout_redirect_uris: [farewell],
    }],
    cookies: { keys: ['for tests only'] },
    pkce: { required: () => true },
    findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id }) }),
  });
  server.on('request', provider.callback());
  console.log(issuer);
});
// Whoever began it holds its input, and takes it along when he ends, however he ends.
process.stdin.resume().on('end', () => process.exit());
