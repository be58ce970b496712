// The price of one exam and how long it opens the exam for.
import { api } from "../../lib/api.js";
import { form } from "../../lib/form.js";
import { t } from "../../lib/i18n.js";
import { parseAmount, placesOf, plainAmount } from "../../lib/money.js";
import { field } from "../../parts/field.js";
import { typedWrong } from "./proof.js";

const DAYS_MAX = 3650;

/** `pricing` is what the API says of the exam's price. */
export function priceForm({ exam, price, access_days: days }) {
  const amount = field({
    name: "amount",
    label: t("page.prices.amount"),
    hint: t("page.prices.amount_hint"),
    value: price ? plainAmount(price) : null,
    attributes: { inputmode: "decimal", autocomplete: "off", maxlength: 20 },
  });
  amount.pointer = "/price/amount_minor";
  const currency = field({
    name: "currency",
    label: t("page.prices.currency"),
    hint: t("page.prices.currency_hint"),
    value: price?.currency ?? null,
    attributes: { maxlength: 3, autocapitalize: "characters", autocomplete: "off", spellcheck: "false" },
  });
  currency.pointer = "/price/currency";
  const accessDays = field({
    name: "access_days",
    label: t("page.prices.days"),
    hint: t("page.prices.days_hint"),
    type: "number",
    required: true,
    value: days,
    attributes: { min: 1, max: DAYS_MAX, step: 1, inputmode: "numeric" },
  });
  const send = async (values) => {
    const body = { price: priceOf(values), access_days: values.access_days };
    await api.put(`/api/exams/${encodeURIComponent(exam.id)}/price`, body);
    return t(body.price ? "page.prices.saved" : "page.prices.saved_free");
  };
  return form({ fields: [amount, currency, accessDays], button: t("page.prices.save"), send, testid: "price" });
}

// Without an amount the exam costs nothing.
function priceOf({ amount, currency }) {
  if (amount === undefined) return null;
  const code = (currency ?? "").trim().toUpperCase();
  if (placesOf(code) === null) throw typedWrong("/price/currency", t("page.prices.no_currency"));
  const minor = parseAmount(amount, code);
  if (minor === null) throw typedWrong("/price/amount_minor", t("page.prices.no_amount", { example: example(code) }));
  return minor === 0 ? null : { amount_minor: minor, currency: code };
}

function example(currency) {
  return plainAmount({ amount_minor: 500 * 10 ** placesOf(currency), currency });
}
