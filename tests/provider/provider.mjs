// An OpenID Connect provider for the tests of sign-in, on loopback. Anybody may log in under any
// name of `people`; the library's own development forms stand in for a login page.
//
//   node provider.mjs '{"port": 9000, "client": {…}, "people": {"limin": {"name": …, "roles": […]}}}'

import { Provider } from "oidc-provider";

const { port, client, people } = JSON.parse(process.argv[2]);
const claims = [...new Set(Object.values(people).flatMap(Object.keys))];

const provider = new Provider(`http://127.0.0.1:${port}`, {
  clients: [client],
  claims: { openid: ["sub"], profile: claims },
  pkce: { required: () => true },
  conformIdTokenClaims: true,
  findAccount: (_context, id) =>
    people[id] && { accountId: id, claims: () => ({ sub: id, ...people[id] }) },
});

provider.listen(port, "127.0.0.1", () => console.log("ready"));
