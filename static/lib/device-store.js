// What is written before it is sent: answers wait here until the server has acknowledged them. IndexedDB, else
// localStorage, else memory, which is said aloud on the page.

const DATABASE = "examhall";
const STORE = "answers";

/** Opens the best store this browser offers: `kind` is "database", "local" or "memory". */
export async function openDeviceStore() {
  try {
    return new DatabaseStore(await openDatabase());
  } catch {
    return localStorageWorks() ? new LocalStore() : new MemoryStore();
  }
}

function openDatabase() {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(DATABASE, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: ["attempt", "question"] });
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
    request.onblocked = () => reject(new Error("The database is held by another tab."));
  });
}

// Transactions on one store run in the order they are made, so a put after a delete of the same answer stays.
class DatabaseStore {
  kind = "database";
  #database;

  constructor(database) {
    this.#database = database;
  }

  /** Every record of `attempt`. */
  all(attempt) {
    const range = IDBKeyRange.bound([attempt], [attempt, []]);
    return this.#run("readonly", (store) => store.getAll(range));
  }

  put(record) {
    return this.#run("readwrite", (store) => store.put(record));
  }

  delete(attempt, question) {
    return this.#run("readwrite", (store) => store.delete([attempt, question]));
  }

  #run(mode, work) {
    return new Promise((resolve, reject) => {
      const transaction = this.#database.transaction(STORE, mode);
      const request = work(transaction.objectStore(STORE));
      transaction.oncomplete = () => resolve(request.result);
      transaction.onabort = () => reject(transaction.error);
    });
  }
}

class LocalStore {
  kind = "local";

  async all(attempt) {
    const prefix = localKey(attempt, "");
    const keys = Object.keys(localStorage).filter((key) => key.startsWith(prefix));
    return keys.map((key) => JSON.parse(localStorage.getItem(key)));
  }

  async put(record) {
    localStorage.setItem(localKey(record.attempt, record.question), JSON.stringify(record));
  }

  async delete(attempt, question) {
    localStorage.removeItem(localKey(attempt, question));
  }
}

class MemoryStore {
  kind = "memory";

  async all() {
    return [];
  }

  async put() {}

  async delete() {}
}

function localKey(attempt, question) {
  return `examhall.answer.${attempt}.${question}`;
}

function localStorageWorks() {
  try {
    localStorage.setItem("examhall.probe", "1");
    localStorage.removeItem("examhall.probe");
    return true;
  } catch {
    return false;
  }
}
