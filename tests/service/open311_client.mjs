// A client of GeoReport v2 for Node that knows the standard's text and nothing else.
// node plain_client.mjs <endpoint> <jurisdiction_id> <xml|json> <api_key>
const [endpoint, jurisdiction, spoken, key] = process.argv.slice(2);
const ENTITIES = { lt: "<", gt: ">", amp: "&", quot: '"', apos: "'" };
const PLURALS = ["services", "service_requests", "attributes", "values", "errors"];

// XML without attributes, comments or a document type: all that the standard uses.
function parse(text) {
  const open = [{ tag: "", children: [], text: "" }];
  for (const [, closing, tag, empty, words] of text.replace(/^<\?xml[^>]*\?>\s*/, "")
    .matchAll(/<(\/?)([\w]+)\s*(\/?)>|([^<]+)/g)) {
    const last = open[open.length - 1];
    if (words !== undefined) last.text += words.replace(/&(\w+);/g, (_, name) => ENTITIES[name]);
    else if (closing) open.pop();
    else {
      const element = { tag, children: [], text: "" };
      last.children.push(element);
      if (!empty) open.push(element);
    }
  }
  return value(open[0].children[0]);
}

function value({ tag, children, text }) {
  if (PLURALS.includes(tag)) return children.map(value);
  if (children.length) return Object.fromEntries(children.map((one) => [one.tag, value(one)]));
  return text || null;
}

async function read(answer) {
  const text = await answer.text();
  return spoken === "json" ? JSON.parse(text) : parse(text);
}

async function get(name, query = {}) {
  const asked = new URLSearchParams({ jurisdiction_id: jurisdiction, ...query });
  return read(await fetch(`${endpoint}/${name}.${spoken}?${asked}`));
}

async function post(fields) {
  const body = new URLSearchParams({ jurisdiction_id: jurisdiction, ...fields });
  return read(await fetch(`${endpoint}/requests.${spoken}`, { method: "POST", body }));
}

const service = (await get("services"))[0];
const fields = {};
if (String(service.metadata) === "true") {
  const { attributes } = await get(`services/${service.service_code}`);
  for (const one of attributes.filter((found) => String(found.required) === "true"))
    fields[`attribute[${one.code}]`] = one.values[0].key;
}
const description = `A lamp & a <b>bench</b> (node ${spoken})`;
const known = { api_key: key, service_code: service.service_code, description, ...fields };
const made = await post(known);
const id = made[0].service_request_id;
console.log(JSON.stringify({
  id,
  one: (await get(`requests/${id}`))[0],
  listed: (await get("requests", { status: "open" })).map((one) => one.service_request_id),
  refused: (await post({ ...known, api_key: "wrong" }))[0],
}));
