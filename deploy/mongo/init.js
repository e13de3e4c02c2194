// Run once by the `mongo-init` job, again without harm: makes the replica set of one member and the
// user of the services. That user reads and writes the five databases, and the one that holds who
// is signed in, and nothing else.

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
const roles = databases.map((name) => ({ role: "readWrite", db: `yishi_${name}` }));
if (admin.getUser("yishi")) {
  admin.updateUser("yishi", { pwd: word, roles });
} else {
  admin.createUser({ user: "yishi", pwd: word, roles });
}
print("mongo is ready");
