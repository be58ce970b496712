// One tab per attempt: two tabs of a browser are one device to the server and would overwrite each other's unsent
// answers.

/**
 * Claims `name` for this tab: `lost()` is called when another tab takes it over. Answers true when claimed. With `how`
 * "take" the other tab loses it, with "ask" this one does not get it.
 */
export function claimTab(name, how, lost) {
  return navigator.locks ? claimLock(name, how, lost) : claimChannel(name, how, lost);
}

// The page before a reload may be slow to go: its claim is not another tab's.
const PATIENCE_MS = 1500;

function claimLock(name, how, lost) {
  const options = how === "take" ? { steal: true } : { signal: AbortSignal.timeout(PATIENCE_MS) };
  let mine = false;
  return new Promise((resolve) => {
    const held = navigator.locks.request(name, options, () => {
      mine = true;
      resolve(true);
      return new Promise(() => {});
    });
    held.catch(() => (mine ? lost() : resolve(false)));
  });
}

const ANSWER_WITHIN_MS = 250;

// Web locks need a secure context; a channel does the same among tabs that answer.
function claimChannel(name, how, lost) {
  const channel = new BroadcastChannel(name);
  let mine = false;
  return new Promise((resolve) => {
    const settle = setTimeout(() => {
      mine = true;
      resolve(true);
    }, ANSWER_WITHIN_MS);
    channel.onmessage = ({ data }) => {
      if (data === "ask" && mine) return channel.postMessage("held");
      if (data === "held" && !mine && how === "ask") {
        clearTimeout(settle);
        channel.close();
        return resolve(false);
      }
      if (data === "take" && mine) {
        channel.close();
        lost();
      }
    };
    channel.postMessage(how);
  });
}
