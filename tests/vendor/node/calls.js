// Both of the vendor's Node SDKs call the mock: pop-core, which signs with ROA version 1, and cs20151215, with ACS3.
//
// usage: node calls.js URL ACCESS_KEY_ID ACCESS_KEY_SECRET
//
// Each creates a cluster, reads it, changes its tags and deletes it; a wrong secret is refused. Ends with `N passed, N failed`.
'use strict';

const assert = require('node:assert');
const { ROAClient } = require('@alicloud/pop-core');
const { default: Client, ...models } = require('@alicloud/cs20151215');
const { $OpenApiUtil } = require('@alicloud/openapi-core');

const [url, accessKeyId, accessKeySecret] = process.argv.slice(2);

/** pop-core: by method and path. */
function classic(secret) {
  const client = new ROAClient({ endpoint: url, accessKeyId, accessKeySecret: secret, apiVersion: '2015-12-15' });
  const json = { 'Content-Type': 'application/json' };
  return {
    create: async (body) => (await client.post('/clusters', {}, JSON.stringify(body), json)).cluster_id,
    // Its objects have no prototype.
    read: async (id) => structuredClone(await client.get(`/clusters/${id}`)),
    tag: (id, tags) => client.post(`/clusters/${id}/tags`, {}, JSON.stringify(tags), json),
    remove: (id) => client.delete(`/clusters/${id}`),
  };
}

/** cs20151215: a method for each operation. */
function current(secret) {
  const endpoint = new URL(url).host;
  const client = new Client(new $OpenApiUtil.Config({ endpoint, accessKeyId, accessKeySecret: secret, protocol: 'http', regionId: 'cn-beijing' }));
  return {
    create: async (body) => (await client.createCluster(new models.CreateClusterRequest(body))).body.clusterId,
    read: async (id) => {
      const { body } = await client.describeClusterDetail(id);
      return { name: body.name, state: body.state, tags: body.tags.map(({ key, value }) => ({ key, value })) };
    },
    tag: (id, tags) => client.modifyClusterTags(id, new models.ModifyClusterTagsRequest({ body: tags.map((tag) => new models.Tag(tag)) })),
    remove: (id) => client.deleteCluster(id, new models.DeleteClusterRequest({})),
  };
}

async function story(sdk) {
  const client = sdk(accessKeySecret);
  const id = await client.create({ name: 'node', cluster_type: 'Kubernetes', clusterType: 'Kubernetes' });
  const created = await client.read(id);
  assert.deepStrictEqual([created.name, created.state, created.tags], ['node', 'initial', []]);
  await client.tag(id, [{ key: 'env', value: 'a b&c=é' }]);
  assert.deepStrictEqual((await client.read(id)).tags, [{ key: 'env', value: 'a b&c=é' }]);
  await client.remove(id);
  assert.strictEqual((await client.read(id)).state, 'deleting');
  await assert.rejects(sdk(`not-${accessKeySecret}`).read(id), (error) => /SignatureDoesNotMatch/.test(`${error.code} ${error}`));
}

async function main() {
  let failed = 0;
  for (const sdk of [classic, current]) {
    try {
      await story(sdk);
    } catch (error) {
      failed += 1;
      console.log(`FAILED ${sdk.name}: ${error.stack}`);
    }
  }
  console.log(`${2 - failed} passed, ${failed} failed`);
  process.exitCode = failed ? 1 : 0;
}

main();
