// <eh-clock>: what is left and when it ends. Screen readers hear it at 30, 10, 5 and 1 minutes, not every second.
import { h, setText } from "../lib/dom.js";
import { formatCountdown, formatHour, formatTime } from "../lib/format.js";
import { t, tn } from "../lib/i18n.js";
import { instantIso } from "../lib/instant.js";

const MINUTE_US = 60_000_000;
const DAY_US = 24 * 60 * MINUTE_US;
// Nobody reads 8760:00:00; a window that is open for months has a date.
const DAYS_FROM_US = 2 * DAY_US;
const ANNOUNCED_MINUTES = [30, 10, 5, 1];

class Clock extends HTMLElement {
  #before = null;

  constructor() {
    super();
    this.left = h("span", { class: "left", role: "timer", "data-testid": "time-left" });
    this.end = h("span", { class: "fine", "data-testid": "time-end" });
    this.spoken = h("span", { class: "visually-hidden", role: "status" });
  }

  connectedCallback() {
    if (!this.left.isConnected) this.append(this.left, this.end, this.spoken);
  }

  /**
   * `remainingUs` and `closesUs` in the server's microseconds, null while there is no end; `paused` as the room says.
   */
  show({ remainingUs, closesUs, paused }) {
    setText(this.left, leftText(remainingUs));
    setText(this.end, paused ? t("part.clock.paused") : endText(remainingUs, closesUs));
    this.classList.toggle("soon", remainingUs !== null && remainingUs <= 5 * MINUTE_US);
    this.classList.toggle("last", remainingUs !== null && remainingUs <= MINUTE_US);
    if (!paused) this.#announce(remainingUs);
  }

  #announce(remainingUs) {
    const crossed = ANNOUNCED_MINUTES.find(
      (minutes) => this.#before > minutes * MINUTE_US && remainingUs <= minutes * MINUTE_US,
    );
    if (remainingUs !== null && this.#before !== null && crossed)
      setText(this.spoken, tn("part.clock.minutes_left", crossed));
    this.#before = remainingUs;
  }
}

function leftText(remainingUs) {
  if (remainingUs === null) return "–:––:––";
  if (remainingUs >= DAYS_FROM_US) return tn("part.clock.days_left", Math.floor(remainingUs / DAY_US));
  return t("part.clock.left", { time: formatCountdown(remainingUs) });
}

function endText(remainingUs, closesUs) {
  if (closesUs === null) return "";
  const iso = instantIso(closesUs);
  if (remainingUs >= DAYS_FROM_US) return t("part.clock.ends_on", { time: formatTime(iso) });
  return t("part.clock.ends", { time: formatHour(iso) });
}

customElements.define("eh-clock", Clock);
