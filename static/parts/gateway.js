// By which provider one pays, and what it takes.
import { hasText, t } from "../lib/i18n.js";

/** The provider's own name; what is not known here is shown as the server names it. */
export function gatewayName(gateway) {
  const key = `part.gateway.${gateway}`;
  return hasText(key) ? t(key) : gateway;
}

/** The provider with what it takes. */
export function gatewayMethods(gateway) {
  const key = `part.gateway.${gateway}_methods`;
  const methods = hasText(key) ? t(key) : null;
  return methods ? `${gatewayName(gateway)}: ${methods}` : gatewayName(gateway);
}

/** What was paid with; null for null. */
export function methodName(method) {
  const key = `part.gateway.method.${method}`;
  return hasText(key) ? t(key) : method;
}
