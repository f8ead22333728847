// A sign-in service of its own for the tests: the certified oidc-provider with its own pages for signing in.
// Whoever types a login is that person; PEOPLE says in which groups. Prints a line when it listens.
import { createServer } from "node:http";
import Provider from "oidc-provider";

const [port, redirect, people] = [Number(process.argv[2]), process.argv[3], JSON.parse(process.argv[4])];
const provider = new Provider(`http://127.0.0.1:${port}`, {
  clients: [
    {
      client_id: "third-ring",
      client_secret: "a-secret-between-the-two",
      redirect_uris: [redirect],
      token_endpoint_auth_method: "client_secret_post",
    },
  ],
  claims: { openid: ["sub"], profile: ["preferred_username", "given_name", "family_name", "groups"] },
  pkce: { required: () => true },
  cookies: { keys: ["only for tests"] },
  findAccount: (_context, login) => ({
    accountId: login,
    claims: () => ({ sub: login, preferred_username: login, ...people[login] }),
  }),
});
createServer(provider.callback()).listen(port, "127.0.0.1", () => console.log("listening"));
