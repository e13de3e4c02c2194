// Run once by the `mongo-init` job, again without harm: makes the replica set of one member and the
// user of the services. That user reads and writes the five databases, and the one that holds who
// is signed in, adds to the audit witness, and does nothing else.

const { MONGO_ROOT_PASSWORD: rootWord, MONGO_PASSWORD: word } = process.env;
const services = ["assembly", "intake", "screening", "ballot", "supervision"];

const options = "directConnection=true&serverSelectionTimeoutMS=60000";
const admin = connect(`mongodb://root:${encodeURIComponent(rootWord)}@mongo:27017/admin?${options}`);

try {
  admin.adminCommand({ replSetGetStatus: 1 });
} catch (error) {
  if (error.codeName !== "NotYetInitialized") throw error;
  admin.adminCommand({
    replSetInitiate: { _id: "yishi", members: [{ _id: 0, host: "mongo:27017" }] },
  });
}

let patience = 120;
while (!admin.adminCommand({ hello: 1 }).isWritablePrimary) {
  if (patience-- === 0) throw new Error("the replica set has no primary after 60 s");
  sleep(500);
}

const databases = [...services, "sessions"];
// What the audit witness holds is never changed: this user adds to it and reads it.
const witness = { db: "yishi_witness", collection: "audit_witness" };
const adding = { resource: witness, actions: ["find", "insert", "createCollection"] };
const looking = { resource: { db: witness.db, collection: "" }, actions: ["listCollections"] };
if (!admin.getRole("yishiWitness")) {
  admin.createRole({ role: "yishiWitness", privileges: [adding, looking], roles: [] });
}
const roles = databases.map((name) => ({ role: "readWrite", db: `yishi_${name}` }));
roles.push({ role: "yishiWitness", db: "admin" });
if (admin.getUser("yishi")) {
  admin.updateUser("yishi", { pwd: word, roles });
} else {
  admin.createUser({ user: "yishi", pwd: word, roles });
}
print("mongo is ready");
