// The room as this browser knows it: the server's RoomState, moved on by each event. Used by students' pages and the
// proctor's desk.

/** What a room is called: the exam, and which of its sittings. */
export function roomName({ exam, title }) {
  return `${exam} · ${title}`;
}

/** The room after `frame`, or the same room for an event that says nothing new: one at or below the version we hold. */
export function roomAfter(room, { event, offset, at, data }) {
  if (!isNews(room, offset)) return room;
  const next = typeof offset === "number" ? { ...room, version: offset, offset } : { ...room };
  switch (event) {
    case "room.rescheduled":
      return { ...next, ...data };
    case "room.started":
      return { ...next, phase: "running", started_at: data.started_at, window_closes_at: data.window_closes_at };
    case "room.paused":
      return { ...next, phase: "paused", paused_since: data.at ?? at };
    case "room.resumed":
      return { ...next, phase: "running", paused_since: null, window_closes_at: data.window_closes_at };
    case "room.extended":
      return { ...next, window_closes_at: data.window_closes_at, extension_us: data.extension_us };
    case "room.announced":
      return { ...next, announcements: [...room.announcements, { offset, at, text: data.text }] };
    case "room.ended":
      return { ...next, phase: "ended", ended_at: at };
    default:
      return next;
  }
}

/** Whether an event is later than the state we hold; what carries no offset is always news. */
export function isNews(room, offset) {
  return typeof offset !== "number" || offset > room.version;
}
