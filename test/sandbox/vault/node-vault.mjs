// What node-vault makes of a Vault, in a process of its own.

import nodeVault from 'node-vault';

async function seen(noCustomHTTPVerbs) {
  const root = nodeVault({ noCustomHTTPVerbs });
  const path = `client-${noCustomHTTPVerbs}`;
  await root.write(`runway/data/${path}/KEY`, { data: { value: 'x' }, options: { cas: 0 } });
  const policy = `path "runway/data/${path}/*" { capabilities = ["read"] }`;
  await root.write(`sys/policies/acl/${path}`, { policy });
  await root.write(`auth/jwt/role/${path}`, {
    role_type: 'jwt',
    user_claim: 'sub',
    bound_audiences: ['vault.acme.dev'],
    token_policies: [path],
  });
  const client = nodeVault({ noCustomHTTPVerbs });
  await client.jwtLogin({ role: path, jwt: process.env.JWT });
  const { data } = await client.read(`runway/data/${path}/KEY`);
  const refusal = async (work) => work.catch(({ message, response }) => ({ message, response }));
  const denied = await refusal(client.list(`runway/metadata/${path}`));
  const absent = await refusal(root.read(`runway/data/${path}/NONE`));
  return {
    listed: (await root.list(`runway/metadata/${path}`)).data.keys,
    read: { data: data.data, version: data.metadata.version },
    renewable: (await client.tokenRenewSelf()).auth.renewable,
    denied: denied.response.statusCode,
    absent: [absent.message, absent.response.statusCode, absent.response.body.errors],
    sealed: (await root.health()).sealed,
  };
}

console.log(JSON.stringify([await seen(false), await seen(true)]));
